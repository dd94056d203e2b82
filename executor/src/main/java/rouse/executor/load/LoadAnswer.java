package rouse.executor.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import rouse.contracts.event.Json;

/** Asks a worker how busy it is, as the original platform's load balancer did. */
final class LoadAnswer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int LONGEST = 4096;
  private HttpClient client;

  /** Made with the first question: it loads all of the JDK's TLS, which most never need. */
  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(PATIENCE)
              .build();
    }
    return client;
  }

  /** Its share of processor time; empty when it does not say. */
  Optional<Double> ask(String ip, int port) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + ip + ":" + port + "/get_load"))
            .timeout(PATIENCE)
            .build();
    try {
      HttpResponse<InputStream> response =
          client().send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return response.statusCode() == 200 ? read(body.readNBytes(LONGEST)) : Optional.empty();
      }
    } catch (IOException noAnswer) {
      return Optional.empty();
    }
  }

  /** {@code {"cpu_load":0.01,"mem_load":57.2}}: a fraction of the processor, and MiB. */
  static Optional<Double> read(byte[] answer) throws IOException {
    JsonNode load = Json.MAPPER.readTree(answer).path("cpu_load");
    return load.isNumber() && load.asDouble() >= 0
        ? Optional.of(load.asDouble())
        : Optional.empty();
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
