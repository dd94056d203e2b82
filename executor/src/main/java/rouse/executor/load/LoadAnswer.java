package rouse.executor.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import rouse.contracts.event.Json;
import rouse.contracts.platform.WorkerLoad;
import rouse.http.BeginningOfBody;

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

  /** Its share of processor time; empty when it does not say, or not in time to its last byte. */
  Optional<Double> ask(String ip, int port) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + ip + ":" + port + "/get_load")).build();
    CompletableFuture<HttpResponse<String>> answer =
        client().sendAsync(request, head -> new BeginningOfBody(LONGEST));
    try {
      HttpResponse<String> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return response.statusCode() == 200 ? read(response.body()) : Optional.empty();
    } catch (TimeoutException e) {
      answer.cancel(true);
      return Optional.empty();
    } catch (ExecutionException noAnswer) {
      return Optional.empty();
    }
  }

  /** {@code {"cpu_load":0.01,"mem_load":57.2}}: a fraction of the processor, and MiB. */
  static Optional<Double> read(String answer) {
    try {
      JsonNode load = Json.MAPPER.readTree(answer).path("cpu_load");
      return Optional.of(load)
          .filter(JsonNode::isNumber)
          .map(JsonNode::asDouble)
          .filter(value -> value >= 0 && value <= WorkerLoad.MOST);
    } catch (IOException noJson) {
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
