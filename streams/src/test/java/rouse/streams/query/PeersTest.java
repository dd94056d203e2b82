package rouse.streams.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;
import rouse.contracts.status.Platforms;
import rouse.contracts.status.Problem;
import rouse.http.Guard;
import rouse.http.GuardedServer;
import rouse.http.PlainRefusals;
import rouse.http.tls.HttpTls;
import rouse.http.tls.TestCertificates;

@DisplayName("Asking another streams app")
class PeersTest {
  private final AtomicLong now = new AtomicLong();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Peers peers = new Peers(Duration.ofMillis(300), now::get);
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/stops",
        exchange -> {
          asked.add("stops");
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
        });
    server.createContext(
        "/restores",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", Problem.MEDIA_TYPE);
          byte[] body = "{\"status\":503,\"detail\":\"it restores\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    peers.close();
    server.stop(0);
  }

  private void ask(String path) {
    peers.need("127.0.0.1:" + server.getAddress().getPort(), path, Platforms.class);
  }

  @Test
  @DisplayName("one that stops in the midst of its answer is given up, and left alone for a moment")
  void leftAloneForAMoment() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> ask("/stops"))
          .isInstanceOf(NotReady.class)
          .hasMessageContaining("does not answer");
    }
    assertThat(asked).hasSize(1);

    now.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThatThrownBy(() -> ask("/stops")).isInstanceOf(NotReady.class);
    assertThat(asked).hasSize(2);
  }

  @Test
  @DisplayName("one that says why it cannot say is passed on, and asked again at once")
  void saysWhy() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> ask("/restores"))
          .isInstanceOf(NotReady.class)
          .hasMessageContaining("503: it restores");
    }
  }

  @Test
  @DisplayName("an address that is none is not ready, and no defect")
  void noAddress() {
    assertThatThrownBy(() -> peers.need("streams_app:7070", "/", Platforms.class))
        .isInstanceOf(NotReady.class)
        .hasMessageContaining("streams_app");
  }

  @Test
  @DisplayName("goes over HTTPS where this instance serves it, and trusts http.tls.ca")
  void secure(@TempDir Path folder) throws Exception {
    TestCertificates files = new TestCertificates(folder);
    files.write("peers", "EC", "-1d", 30);
    Settings settings =
        SettingsReader.read(
            Map.of(
                "http.tls.cert", files.certificate().toString(),
                "http.tls.key", files.key().toString(),
                "http.tls.ca", files.certificate().toString()),
            Map.of(),
            Map.of(),
            file -> "");
    try (Peers secured = new Peers(settings);
        GuardedServer other = secureServer(settings)) {
      String instance = "127.0.0.1:" + other.port();
      assertThat(secured.need(instance, "/api/platforms", Platforms.class).platforms()).isEmpty();
      assertThatThrownBy(() -> peers.need(instance, "/api/platforms", Platforms.class))
          .isInstanceOf(NotReady.class);
    }
  }

  private static GuardedServer secureServer(Settings settings) {
    GuardedServer server =
        new GuardedServer(
            "http",
            HttpTls.of(settings),
            new Guard(Optional.empty(), "127.0.0.1"),
            0,
            new PlainRefusals(),
            config ->
                config.routes.get(
                    "/api/platforms",
                    context -> context.result("{\"platforms\":[],\"missing\":[]}")));
    server.start("127.0.0.1", 0);
    return server;
  }
}
