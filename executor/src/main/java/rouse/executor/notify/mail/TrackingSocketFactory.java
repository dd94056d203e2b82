package rouse.executor.notify.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Remembers the socket it made last, so that a server that answers byte by byte, within every
 * time-out, can still be left.
 */
final class TrackingSocketFactory extends SocketFactory {
  private Socket last;

  synchronized void cut() {
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        // It is cut either way: whoever reads from it fails.
        last = null;
      }
    }
  }

  private synchronized Socket remember(Socket socket) {
    last = socket;
    return socket;
  }

  @Override
  public Socket createSocket() {
    return remember(new Socket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return remember(new Socket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return remember(new Socket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return remember(new Socket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return remember(new Socket(host, port, local, localPort));
  }
}
