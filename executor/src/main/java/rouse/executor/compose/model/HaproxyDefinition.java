package rouse.executor.compose.model;

/**
 * The HAProxy that shares out work among the instances of a worker.
 *
 * @param worker the service whose instances are its servers
 * @param module the service that it runs as
 * @param backend the one in its configuration that the servers are added to
 * @param port of a worker, at which it takes work
 * @param socket of its Runtime API: a port of its container, {@code host:port}, or the absolute
 *     path of a socket of this host
 */
public record HaproxyDefinition(
    String worker, String module, String backend, int port, String socket) {
  /** A port of its container. */
  public static final String DEFAULT_SOCKET = "9999";

  public static final String DEFAULT_BACKEND = "workers";
}
