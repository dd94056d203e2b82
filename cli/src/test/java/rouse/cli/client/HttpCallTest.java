package rouse.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.cli.CliError;
import rouse.contracts.settings.SettingsReader;
import rouse.contracts.status.Problem;

class HttpCallTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    server.createContext(
        "/api/platforms/",
        exchange -> {
          byte[] problem =
              "{\"status\":401,\"title\":\"x\",\"detail\":\"a token is needed\"}".getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", Problem.MEDIA_TYPE);
          exchange.sendResponseHeaders(401, problem.length);
          exchange.getResponseBody().write(problem);
          exchange.close();
        });
    server.createContext(
        "/breaks",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          throw new IOException("breaks off");
        });
    server.createContext("/never", exchange -> asked.add("never"));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  @Test
  @DisplayName("An order that needs a token is refused in the API's words")
  void refusedWithoutToken() {
    StatusClient client =
        new StatusClient(url(""), SettingsReader.read(Map.of(), Map.of(), Map.of(), file -> ""));
    assertThatThrownBy(() -> client.order("ias", "scheduler", "restart", Map.of()))
        .isInstanceOf(CliError.class)
        .hasMessageContaining("a token is needed")
        .hasMessageContaining("--set http.token=TOKEN");
  }

  @Test
  @DisplayName("An order is sent once, also when the connection that was kept breaks")
  void sentOnce() throws IOException {
    assertThat(new HttpCall(url("/"), PATIENCE).get().status()).isEqualTo(204);
    assertThatThrownBy(() -> new HttpCall(url("/breaks"), PATIENCE).post("{}".getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
    assertThat(asked).containsExactly("{}");
  }

  @Test
  @DisplayName("Who does not answer is not waited for beyond the patience")
  void patience() {
    assertThatThrownBy(() -> new HttpCall(url("/never"), Duration.ofMillis(200)).get())
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  @DisplayName("What is no http URL is refused")
  void noUrl() {
    assertThatThrownBy(() -> new HttpCall("file:/etc/hostname", PATIENCE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
