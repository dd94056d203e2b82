package rouse.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Matcher;

/**
 * Requests as nobody in his right mind sends them: bad ids, huge bodies, wrong types, tokens that
 * are none, paths that leave their folder, and bodies that never end.
 */
public final class FuzzedRequests implements AutoCloseable {
  private static final int PATIENCE_MS = 20_000;
  private static final List<String> VALUES =
      List.of(
          "shop",
          "cart",
          "1",
          "-1",
          "0",
          "99999999999999999999",
          "..",
          "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
          "%00",
          "%0a%0d",
          "%zz",
          "%c0%af",
          "%f0%9f%92%a9",
          "a".repeat(3_000),
          "<script>",
          "'%20or%201=1",
          "{p}",
          ";a=b",
          "%25",
          "a/b/c/d",
          "shop.cart.1.2-kx",
          "replace/shop/cart/1/2",
          "$%7bjndi:x%7d");
  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "[]",
          "null",
          "{",
          "{\"replicas\":1e999}",
          "{\"replicas\":\"x\",\"by\":{},\"for\":[]}",
          "{\"by\":\"" + "x".repeat(9_000) + "\"}",
          "[".repeat(5_000),
          "{\"reason\":\"\\ud800\",\"by\":\"\\u0000\"}",
          "\u0000\u0001\u00ff",
          "{\"module_name\":7}",
          "{\"module_name\":\"\"}",
          "{\"module_name\":\"web\",\"module_name\":[]}",
          "{\"file\":\"../../../etc/passwd\"}",
          "{\"file\":\"\\u0000\"}",
          "{\"for\":\"-1s\"}",
          "{\"for\":\"99999999999999999999d\"}",
          "{\"incarnation\":-9223372036854775808,\"sequence\":1.5,\"status\":[]}",
          "[1]".repeat(2_000));
  private static final List<String> HEADERS =
      List.of(
          "Authorization: Bearer",
          "Authorization: Basic !!!",
          "Authorization: Bearer " + "z".repeat(2_000),
          "Origin: http://elsewhere.example.org",
          "Content-Type: multipart/form-data; boundary=",
          "Content-Encoding: gzip",
          "Accept: text/event-stream",
          "If-None-Match: \"\",,*",
          "Rouse-Forwarded: 1",
          "Range: bytes=5-1",
          "Last-Event-ID: ../x",
          "X-Any: 1");

  private final int port;
  private final int largestBody;
  private final List<String> routes;
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<Socket> slow = new ArrayList<>();

  /**
   * @param largestBody that is taken, in bytes
   * @param config adds the routes
   */
  public FuzzedRequests(int port, int largestBody, Consumer<JavalinConfig> config) {
    this.port = port;
    this.largestBody = largestBody;
    this.routes =
        Javalin.create(config).unsafe.internalRouter.allHttpHandlers().stream()
            .map(parsed -> parsed.endpoint)
            .filter(endpoint -> !endpoint.method.equals(HandlerType.BEFORE))
            .map(endpoint -> endpoint.path)
            .distinct()
            .toList();
  }

  /** Has so many senders begin a body, which they never end. */
  public void sendSlowly(int senders, String path) throws IOException {
    String head = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{";
    for (int i = 0; i < senders; i++) {
      Socket socket = connect();
      slow.add(socket);
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
    }
  }

  /** A request, and all that was answered until the server hung up. */
  public record Exchange(long seed, String request, String answer) {
    @Override
    public String toString() {
      String head = request.length() <= 300 ? request : request.substring(0, 300) + "…";
      return "seed " + seed + ": " + head;
    }
  }

  /** Sends one, and waits for the answer. */
  public Exchange next() throws IOException {
    String request = request();
    try (Socket socket = connect()) {
      socket.setSoTimeout(PATIENCE_MS);
      try {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        return new Exchange(
            seed, request, new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
      } catch (SocketException refused) {
        // A body that is too large is not read to its end.
        return new Exchange(seed, request, "");
      }
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String request() {
    String body = random.nextInt(20) == 0 ? "x".repeat(largestBody + 1) : any(BODIES);
    return any(List.of("GET", "POST", "POST", "PUT", "DELETE", "HEAD", "PATCH", "get", "X"))
        + " "
        + path()
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        + any(HEADERS)
        + "\r\nContent-Length: "
        + body.getBytes(ISO_8859_1).length
        + "\r\n\r\n"
        + body;
  }

  private String path() {
    String path = any(routes);
    while (path.contains("{") || path.contains("<")) {
      String value = Matcher.quoteReplacement(any(VALUES));
      String next = path.replaceFirst("[{<][a-zA-Z]+[}>]", value);
      path = next.equals(path) ? path.replace("{", "").replace("<", "") : next;
    }
    path = path.replace(' ', '+');
    if (random.nextInt(4) == 0) {
      path += "?" + any(List.of("slot", "limit", "after", "incarnation", "x")) + "=" + any(VALUES);
    }
    if (random.nextInt(10) == 0) {
      path = any(List.of("/..", "//", "/./", "/%2e%2e/", "")) + path;
    }
    return path;
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : slow) {
      socket.close();
    }
  }
}
