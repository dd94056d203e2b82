package rouse.contracts.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A Docker host, named by its executor. As the key of a heartbeat it is written {@code host/<id>};
 * no platform may be called {@code host}.
 *
 * @param id letters, digits, {@code -}, {@code _} and {@code .}
 */
public record HostId(String id) {
  static final String PREFIX = "host";

  @JsonCreator
  public HostId {
    Names.module(id);
  }

  /** The key of this host's heartbeats. */
  public String heartbeatKey() {
    return PREFIX + "/" + id;
  }

  /** Whether a heartbeat's key names a host and not an instance. */
  public static boolean isHostKey(String heartbeatKey) {
    return heartbeatKey.startsWith(PREFIX + "/");
  }

  /**
   * Reads a heartbeat's key.
   *
   * @throws IllegalArgumentException when it names no host
   */
  public static HostId fromKey(String heartbeatKey) {
    if (!isHostKey(heartbeatKey)) {
      throw new IllegalArgumentException("not host/<id>: " + heartbeatKey);
    }
    return new HostId(heartbeatKey.substring(PREFIX.length() + 1));
  }

  @Override
  @JsonValue
  public String toString() {
    return id;
  }
}
