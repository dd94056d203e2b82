package rouse.contracts.platform;

/**
 * Who an executor is: one platform on one Docker host. Whatever tells executors apart carries both,
 * so that two platforms on a host never answer for each other.
 */
public record ExecutorId(HostId host, String platform) {
  private static final String PREFIX = HostId.PREFIX + "/";

  public ExecutorId {
    NameRules.platform(platform);
  }

  /** The key of its heartbeats: {@code host/<host>/<platform>}. */
  public String heartbeatKey() {
    return PREFIX + host + "/" + platform;
  }

  /** Whether a heartbeat's key names an executor and not an instance. */
  public static boolean isKey(String heartbeatKey) {
    return heartbeatKey.startsWith(PREFIX);
  }

  /**
   * Reads a heartbeat's key.
   *
   * @throws IllegalArgumentException when it names no executor
   */
  public static ExecutorId fromKey(String heartbeatKey) {
    int slash = heartbeatKey.lastIndexOf('/');
    if (!isKey(heartbeatKey) || slash < PREFIX.length()) {
      throw new IllegalArgumentException("not host/<host>/<platform>: " + heartbeatKey);
    }
    return new ExecutorId(
        new HostId(heartbeatKey.substring(PREFIX.length(), slash)),
        heartbeatKey.substring(slash + 1));
  }

  /**
   * Its name among Kafka's groups, members and clients, where a slash is not allowed everywhere. A
   * platform's name has no dot, so no two executors share one.
   */
  public String kafkaName() {
    return platform + "." + host;
  }

  @Override
  public String toString() {
    return host + "/" + platform;
  }
}
