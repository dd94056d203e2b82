package rouse.cli.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * An address of this machine to listen on.
 *
 * @param host a literal address
 * @param port never 0: see {@link #free}
 */
public record Endpoint(String host, int port) {
  public static final String LOOPBACK = "127.0.0.1";

  /** An endpoint with a port that nobody listens on now. */
  public static Endpoint free(String host) {
    try (ServerSocket probe = bind(host, 0)) {
      return new Endpoint(host, probe.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot listen at "
              + host
              + ": "
              + e.getMessage()
              + "; where Rouse runs in a container, 'dev' needs --network host",
          e);
    }
  }

  /** Whether nobody listens here, and the address is one of this machine's. */
  public boolean isFree() {
    try (ServerSocket probe = bind(host, port)) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerSocket bind(String host, int port) throws IOException {
    ServerSocket probe = new ServerSocket();
    try {
      probe.bind(new InetSocketAddress(address(host), port));
      return probe;
    } catch (IOException e) {
      probe.close();
      throw e;
    }
  }

  private static InetAddress address(String host) throws UnknownHostException {
    return InetAddress.getByName(host);
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
