package rouse.streams.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.InstanceId;
import rouse.http.Guard;

@DisplayName("The status API, whatever is sent to it")
class FuzzedRoutesTest {
  private static final KnownPlatform SHOP = new KnownPlatform("shop");
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
          "{\"incarnation\":-9223372036854775808,\"sequence\":1.5,\"status\":[]}",
          "x".repeat(HttpListener.MAX_BODY + 1));
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

  private final AtomicInteger beats = new AtomicInteger();

  private final Inbox inbox =
      new Inbox() {
        @Override
        public CompletableFuture<Void> beat(InstanceId instance, Beat beat) {
          beats.incrementAndGet();
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<String> fact(Fact fact) {
          return CompletableFuture.completedFuture("fact-1");
        }
      };

  private List<RouteGroup> groups() {
    return List.of(
        new PlatformRoutes(SHOP, SHOP, SHOP.copies()),
        new BeatApi(inbox, Optional.empty()),
        new OperatorRoutes(SHOP, inbox),
        new PageRoutes(),
        new ProblemRoutes());
  }

  private List<String> routes() {
    Javalin javalin =
        Javalin.create(config -> groups().forEach(group -> group.addTo(config.routes)));
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> !endpoint.method.equals(HandlerType.BEFORE))
        .map(endpoint -> endpoint.path)
        .distinct()
        .toList();
  }

  @Test
  @DisplayName("R50 never answers with 500 or a stack trace, and beats go on meanwhile")
  void neverFails() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> routes = routes();
    List<Socket> slow = new ArrayList<>();
    try (HttpListener listener =
        new HttpListener(
            "test", "127.0.0.1", 0, new Guard(Optional.empty(), "127.0.0.1"), groups())) {
      Client client = new Client(listener);
      for (int i = 0; i < 64; i++) {
        slow.add(slowSender(listener.port()));
      }
      for (int i = 0; i < 3_000; i++) {
        String request = request(random, routes);
        String answer = exchange(listener.port(), request);
        assertThat(answer)
            .as("seed %d, request %d: %s", seed, i, shortened(request))
            .doesNotStartWith("HTTP/1.1 5")
            .doesNotContain("Exception", "\tat ", ".java:");
        if (i % 500 == 0) {
          int before = beats.get();
          assertThat(client.post("/api/platforms/shop/modules/cart/beat", "").statusCode())
              .isEqualTo(204);
          assertThat(beats).hasValueGreaterThan(before);
        }
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String request(Random random, List<String> routes) {
    String path = any(random, routes);
    while (path.contains("{") || path.contains("<")) {
      String value = java.util.regex.Matcher.quoteReplacement(any(random, VALUES));
      String next = path.replaceFirst("[{<][a-zA-Z]+[}>]", value);
      path = next.equals(path) ? path.replace("{", "").replace("<", "") : next;
    }
    path = path.replace(' ', '+');
    if (random.nextInt(4) == 0) {
      path += "?" + any(random, List.of("slot", "limit", "after", "incarnation", "x")) + "=";
      path += any(random, VALUES);
    }
    if (random.nextInt(10) == 0) {
      path = any(random, List.of("/..", "//", "/./", "/%2e%2e/", "")) + path;
    }
    String body = any(random, BODIES);
    String method =
        any(random, List.of("GET", "POST", "POST", "PUT", "DELETE", "HEAD", "PATCH", "get", "X"));
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        + any(random, HEADERS)
        + "\r\nContent-Length: "
        + body.getBytes(ISO_8859_1).length
        + "\r\n\r\n"
        + body;
  }

  /** Sends a head and the beginning of a body, and no more. */
  private static Socket slowSender(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket
        .getOutputStream()
        .write(
            "POST /api/platforms/shop/modules/cart/hold HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"
                .getBytes(ISO_8859_1));
    return socket;
  }

  private static String exchange(int port, String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      try {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      } catch (java.net.SocketException refused) {
        // A body that is too large is not read to its end.
        return "";
      }
    }
  }

  private static String shortened(String request) {
    return request.length() <= 300 ? request : request.substring(0, 300) + "…";
  }
}
