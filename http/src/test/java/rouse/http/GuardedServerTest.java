package rouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The server behind both HTTP APIs")
class GuardedServerTest {
  private static final int LARGEST = 100;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MORE_THAN_THREADS = 100;
  private final List<Socket> sockets = new ArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private GuardedServer server;

  /** Says what it refused, as text. */
  @BeforeEach
  void serve() {
    server =
        new GuardedServer(
            "test",
            new Guard(Optional.of("t0ken"), "127.0.0.1"),
            LARGEST,
            new PlainRefusals(),
            config -> {
              config.routes.get("/healthz", context -> context.result("alive"));
              config.routes.get(
                  "/wait",
                  context -> {
                    released.await();
                    context.result("waited");
                  });
              config.routes.post("/echo", context -> context.result("got " + context.body()));
            });
    server.start("127.0.0.1", 0);
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private Socket send(String head, String... headers) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    sockets.add(socket);
    socket.setSoTimeout(60_000);
    String text = head + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    socket.getOutputStream().write(text.getBytes(UTF_8));
    return socket;
  }

  /** Until the server closes the connection. */
  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private String get(String host) throws IOException {
    return answer(send("GET /healthz", "Host: " + host, "Connection: close"));
  }

  @Test
  @DisplayName("refuses in the words of the API, and without a route having been asked")
  void refuses() throws IOException {
    assertThat(get("evil.example.org"))
        .startsWith("HTTP/1.1 403 ")
        .contains("Content-Type: text/plain")
        .contains("403: evil.example.org is not a name of this server");
    assertThat(answer(send("GET http://evil.example.org/healthz", "Host: localhost")))
        .startsWith("HTTP/1.1 400 ");
    assertThat(answer(send("POST /nowhere", "Host: localhost", "Content-Length: 0")))
        .startsWith("HTTP/1.1 401 ")
        .contains("WWW-Authenticate: Bearer");
  }

  @Test
  @DisplayName("hands a body on that came in parts, and refuses one that is too large")
  void bodies() throws IOException {
    String token = "Authorization: Bearer t0ken";
    Socket slow =
        send("POST /echo", "Host: localhost", token, "Content-Length: 5", "Connection: close");
    slow.getOutputStream().write("he".getBytes(UTF_8));
    slow.getOutputStream().flush();
    slow.getOutputStream().write("llo".getBytes(UTF_8));
    assertThat(answer(slow)).startsWith("HTTP/1.1 200 ").endsWith("got hello");

    assertThat(
            answer(
                send("POST /echo", "Host: localhost", token, "Content-Length: " + (LARGEST + 1))))
        .startsWith("HTTP/1.1 413 ");
    Socket chunked = send("POST /echo", "Host: localhost", token, "Transfer-Encoding: chunked");
    chunked
        .getOutputStream()
        .write(("65\r\n" + "x".repeat(LARGEST + 1) + "\r\n0\r\n\r\n").getBytes(UTF_8));
    assertThat(answer(chunked)).startsWith("HTTP/1.1 413 ");
  }

  @Test
  @DisplayName("answers while more senders than it has threads do not go on, and ends those")
  void slowSenders() throws IOException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_THREADS; i++) {
      slow.add(
          send(
              "POST /echo",
              "Host: localhost",
              "Authorization: Bearer t0ken",
              "Content-Length: 10"));
    }
    assertThat(get("localhost")).startsWith("HTTP/1.1 200 ").endsWith("alive");
    for (Socket socket : slow) {
      assertThat(answer(socket)).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  @DisplayName("B1 has its turn only when requests that came before have a thread")
  void turn() throws Exception {
    assertThat(server.turn()).succeedsWithin(MINUTE);
    List<Socket> waiting = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_THREADS; i++) {
      waiting.add(send("GET /wait", "Host: localhost", "Connection: close"));
    }
    List<CompletableFuture<Void>> turns = new ArrayList<>();
    await()
        .atMost(MINUTE)
        .until(
            () -> {
              turns.add(server.turn());
              return !turns.getLast().isDone()
                  && turns.size() > 2
                  && !turns.get(turns.size() - 3).isDone();
            });
    released.countDown();
    assertThat(turns.getLast()).succeedsWithin(MINUTE);
    for (Socket socket : waiting) {
      assertThat(answer(socket)).endsWith("waited");
    }
  }

  @Test
  @DisplayName("has what waits done by a worker, which takes no more than it can keep")
  void worker() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    try (RequestWorker worker = new RequestWorker("test-worker", 1)) {
      var first =
          worker.submit(
              () -> {
                begun.countDown();
                released.await();
                return "first";
              });
      begun.await();
      var second =
          worker.submit(
              () -> {
                throw new IOException("second");
              });
      var third = worker.submit(() -> "third");
      assertThat(third.isCompletedExceptionally()).isTrue();
      assertThat(third.exceptionNow()).isInstanceOf(RequestWorker.Busy.class);
      assertThat(first.isDone()).isFalse();
      released.countDown();
      assertThat(first.get()).isEqualTo("first");
      assertThat(second.handle((done, failure) -> failure).get()).hasMessage("second");
    }
  }
}
