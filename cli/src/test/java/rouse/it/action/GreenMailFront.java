package rouse.it.action;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * STARTTLS (RFC 3207) before a GreenMail, which has none: nothing but EHLO and STARTTLS passes
 * until the connection is secure; from then on it is GreenMail's own.
 */
final class GreenMailFront implements AutoCloseable {
  private final ServerSocket server;
  private final SSLContext tls;
  private final int behind;

  /**
   * @param port 0 for any
   * @param behind port of the GreenMail
   */
  GreenMailFront(int port, SSLContext tls, int behind) throws IOException {
    this.server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    this.tls = tls;
    this.behind = behind;
    Thread.ofPlatform().daemon().name("greenmail-front").start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket mail = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      new BufferedReader(new InputStreamReader(mail.getInputStream(), ISO_8859_1)).readLine();
      if (reachesTls(client)) {
        SSLSocket secure =
            (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        Thread answers = Thread.ofPlatform().daemon().start(() -> relay(mail, secure));
        relay(secure, mail);
        answers.join();
      }
    } catch (IOException e) {
      // A client that was killed ends like this; the next one has a connection of its own.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean reachesTls(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
    OutputStream out = client.getOutputStream();
    say(out, "220 front");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String command = line.toUpperCase(Locale.ROOT);
      if (command.startsWith("STARTTLS")) {
        say(out, "220 go on");
        return true;
      }
      say(
          out,
          command.startsWith("EHLO") ? "250-front\r\n250 STARTTLS" : "530 5.7.0 STARTTLS first");
    }
    return false;
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(ISO_8859_1));
    out.flush();
  }

  private static void relay(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // One side ended; closing both tells the other.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
