package rouse.executor.docker.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The connection, against sockets that behave as bad engines and other versions do. */
class EngineTest {
  @TempDir private Path folder;

  private static EngineException failure(String address) {
    return catchThrowableOfType(
        EngineException.class, () -> Engine.connect(Optional.of(address)).close());
  }

  @Test
  @DisplayName("no engine: one line with where it was looked for and what to do")
  void noEngine() throws IOException {
    EngineException unix = failure("unix://" + folder.resolve("none.sock"));
    assertThat(unix.kind()).isEqualTo(EngineException.Kind.UNREACHABLE);
    assertThat(unix)
        .hasMessageStartingWith("no Docker engine at unix://" + folder)
        .hasMessageContaining("systemctl start docker")
        .hasMessageNotContaining("\n");
    // Taken, so that nobody else comes to listen there, and not listened at.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      String address = "tcp://127.0.0.1:" + taken.getLocalPort();
      assertThat(failure(address)).hasMessageStartingWith("no Docker engine at " + address);
    }
  }

  @Test
  @DisplayName("an engine that takes the connection and never answers is given up at the deadline")
  void silentEngine() throws IOException {
    Path socket = folder.resolve("silent.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      EngineException failure = failure("unix://" + socket);
      assertThat(failure.kind()).isEqualTo(EngineException.Kind.DEADLINE);
      assertThat(failure).hasMessageContaining("did not answer within 5s");
    }
  }

  @ParameterizedTest
  @DisplayName("the newest API that both sides speak is spoken")
  @CsvSource({"1.41, 1.12, 1.41", "1.43, 1.24, 1.43", "1.44, 1.24, 1.44", "1.52, 1.44, 1.44"})
  void versions(String newest, String oldest, String agreed) throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer server = engine(newest, oldest, asked);
    try (Engine engine =
        Engine.connect(Optional.of("tcp://127.0.0.1:" + server.getAddress().getPort()))) {
      assertThat(engine.apiVersion()).isEqualTo(agreed);
      engine.call("ask", Duration.ofMinutes(1), c -> c.versionCmd().exec());
      assertThat(asked).containsExactly("/version", "/v" + agreed + "/version");
    } finally {
      server.stop(0);
    }
  }

  @Test
  @DisplayName("an engine that is too old is named with what is needed")
  void tooOld() throws IOException {
    HttpServer server = engine("1.38", "1.12", new CopyOnWriteArrayList<>());
    try {
      assertThat(failure("tcp://127.0.0.1:" + server.getAddress().getPort()))
          .hasMessage(
              "Docker 99.0 speaks API 1.38 at most, and 1.41 is needed. Install Docker 20.10 or"
                  + " newer.");
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer engine(String newest, String oldest, List<String> asked)
      throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          byte[] answer =
              "{\"Version\":\"99.0\",\"ApiVersion\":\"%s\",\"MinAPIVersion\":\"%s\"}"
                  .formatted(newest, oldest)
                  .getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }
}
