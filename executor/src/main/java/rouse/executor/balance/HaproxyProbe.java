package rouse.executor.balance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import rouse.executor.compose.model.HaproxyDefinition;

/** Asks a HAProxy whether it would take servers. */
public final class HaproxyProbe {
  private HaproxyProbe() {}

  /**
   * Returns its version.
   *
   * @param ip of its container; empty when it does not run
   * @throws IOException when it does not answer, or has no such backend
   */
  public static String ask(HaproxyDefinition haproxy, Optional<String> ip) throws IOException {
    HaproxySocket socket = new HaproxySocket(() -> address(haproxy, ip));
    String version =
        socket
            .run("show info")
            .lines()
            .filter(line -> line.startsWith("Version:"))
            .findFirst()
            .map(line -> line.substring("Version:".length()).strip())
            .orElseThrow(() -> new IOException("what answers there is no HAProxy"));
    String backends = socket.run("show backend");
    if (backends.lines().noneMatch(haproxy.backend()::equals)) {
      throw new IOException("HAProxy " + version + " has no backend " + haproxy.backend());
    }
    return "HAProxy " + version + " has backend " + haproxy.backend();
  }

  /** Where the Runtime API of a HAProxy is. */
  static SocketAddress address(HaproxyDefinition haproxy, Optional<String> ip) throws IOException {
    String socket = haproxy.socket();
    if (socket.startsWith("/")) {
      return HaproxySocket.path(socket);
    }
    int colon = socket.lastIndexOf(':');
    int port = Integer.parseInt(socket.substring(colon + 1));
    return colon < 0
        ? new InetSocketAddress(
            ip.orElseThrow(() -> new IOException(haproxy.module() + " does not run")), port)
        : new InetSocketAddress(socket.substring(0, colon), port);
  }
}
