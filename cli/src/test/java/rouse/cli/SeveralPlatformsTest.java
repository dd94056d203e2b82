package rouse.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.status.Problem;

@DisplayName("With several platforms, of which none is named")
class SeveralPlatformsTest {
  private static final String INCIDENT = "ias.porter.1.2-kx";

  @TempDir private Path folder;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(
        "/api/platforms",
        200,
        "{\"platforms\":[{\"platform\":\"ias\"},{\"platform\":\"shop\"}],\"missing\":[]}");
    answer("/api/why/" + INCIDENT, 200, "{\"id\":\"x\",\"complete\":true,\"chain\":[]}");
    answer("/api/why/other", 502, "{\"status\":502,\"title\":\"Bad gateway\"}");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String path, int status, String text) {
    server.createContext(
        path,
        exchange -> {
          byte[] body = text.getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", Problem.MEDIA_TYPE);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Ran rouse(String... args) {
    List<String> all = new java.util.ArrayList<>(List.of(args));
    all.addAll(List.of("--api", url(), "--data", folder.toString()));
    return Ran.rouse(all.toArray(String[]::new));
  }

  @Test
  @DisplayName("status asks for a name, and why takes an incident's id without one")
  void whyNeedsNone() {
    assertThat(rouse("status").exitCode()).isEqualTo(ExitCode.USAGE);
    Ran ran = rouse("why", INCIDENT);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  @DisplayName("a problem without a detail is told by its status")
  void noDetail() {
    assertThat(rouse("why", "other").err()).startsWith("error: " + url() + " answers 502;");
  }
}
