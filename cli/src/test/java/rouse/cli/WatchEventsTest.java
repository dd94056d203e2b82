package rouse.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Json;

@DisplayName("rouse watch for programs")
class WatchEventsTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final StringWriter out = new StringWriter();
  private HttpServer server;

  @TempDir private Path folder;

  /** Two events for each call, then the stream breaks. */
  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/events", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    asked.add(last + " " + exchange.getRequestURI().getQuery());
    int from = last == null ? 0 : Integer.parseInt(last.split("-")[0]);
    StringBuilder text =
        new StringBuilder("id: %d-0\nevent: following\ndata: {}\n\n".formatted(from));
    for (int i = from + 1; i <= from + 2; i++) {
      text.append(
          "id: %d-0\nevent: fact\ndata: {\"id\":\"e%d\",\"at\":\"2026-01-31T09:05:00Z\",\"type\":\"rouse.fact.ContainerDied\",\"summary\":\"it ended %d\"}\n\n"
              .formatted(i, i, i));
    }
    byte[] body = text.toString().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private List<String> lines(int count, String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of("watch", "-p", "shop", "--data", "" + folder));
    args.addAll(List.of("--api", "http://127.0.0.1:" + server.getAddress().getPort()));
    args.addAll(List.of(more));
    Thread watch =
        Thread.ofPlatform()
            .start(
                () ->
                    Rouse.commandLine("watch")
                        .setOut(new PrintWriter(out, true))
                        .execute(args.toArray(String[]::new)));
    try {
      await().until(() -> out.toString().lines().count() >= count);
    } finally {
      watch.interrupt();
      watch.join();
    }
    return out.toString().lines().limit(count).toList();
  }

  @Test
  @DisplayName("a broken stream is resumed without a gap or a repeat")
  void resumes() throws Exception {
    List<String> lines = lines(6, "-o", "jsonl");
    List<String> ids = new ArrayList<>();
    for (String line : lines) {
      ids.add(Json.MAPPER.readTree(line).path("id").asText());
    }
    assertThat(ids).containsExactly("e1", "e2", "e3", "e4", "e5", "e6");
    assertThat(asked).startsWith("null platform=shop", "2-0 platform=shop", "4-0 platform=shop");
    assertThat(Json.MAPPER.readTree(lines.getLast()).path("position").asText()).isEqualTo("6-0");
  }

  @Test
  @DisplayName("goes on after the position that a line named")
  void goesOn() throws Exception {
    List<String> lines = lines(2, "-o", "jsonl", "--since", "4-0");
    assertThat(lines.getFirst()).contains("\"id\":\"e5\"");
    assertThat(asked.getFirst()).isEqualTo("4-0 platform=shop");
  }

  @Test
  @DisplayName("begins with what happened since a time, in words for people")
  void since() throws Exception {
    List<String> lines = lines(2, "--since", "2026-01-31T09:00:00Z");
    assertThat(lines.getFirst()).contains("ContainerDied").endsWith("it ended 1");
    assertThat(asked.getFirst()).isEqualTo("null platform=shop&since=2026-01-31T09:00:00Z");
    Ran wrong = Ran.rouse("watch", "--since", "yesterday", "--data", "" + folder);
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("yesterday says no time; give one such as 1h");
  }
}
