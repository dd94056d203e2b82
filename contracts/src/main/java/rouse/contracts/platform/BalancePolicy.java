package rouse.contracts.platform;

/**
 * A worker's instances are announced on topic {@code load_balancer} to those that share out the
 * work among them.
 *
 * @param port at which a worker takes work
 */
public record BalancePolicy(int port) {
  /** Where workers of the original platform listen. */
  public static final int DEFAULT_PORT = 5000;

  public BalancePolicy {
    port = port == 0 ? DEFAULT_PORT : port;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(port + " is no port");
    }
  }
}
