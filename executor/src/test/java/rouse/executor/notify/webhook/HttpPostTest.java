package rouse.executor.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HttpPostTest {
  @Test
  @DisplayName("R31 of an answer that never ends the beginning is read, and the connection closed")
  void endless() throws Exception {
    CompletableFuture<IOException> closed = new CompletableFuture<>();
    HttpServer gateway =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] piece = new byte[HttpPost.MOST_BYTES];
          try (OutputStream body = exchange.getResponseBody()) {
            while (true) {
              body.write(piece);
            }
          } catch (IOException gone) {
            closed.complete(gone);
          }
        });
    gateway.start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/");
      HttpPost.Result result =
          new HttpPost(Duration.ofSeconds(30), null)
              .post(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build());
      assertThat(result.status()).isEqualTo(200);
      assertThat(result.body()).hasSize(HttpPost.MOST_BYTES);
      assertThat(closed).succeedsWithin(Duration.ofSeconds(30));
    } finally {
      gateway.stop(0);
    }
  }
}
