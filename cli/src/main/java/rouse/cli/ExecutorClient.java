package rouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import rouse.contracts.event.Json;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

/** Speaks to the executor of this host. */
final class ExecutorClient {
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** It may have to build images first. */
  private static final Duration DECLARE = Duration.ofMinutes(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LOOK).build();
  private final String base;

  ExecutorClient(String base) {
    this.base = base.replaceFirst("/+$", "");
  }

  /** That of the folder's dev, when one works there, else where the settings say. */
  static ExecutorClient of(Settings settings) {
    DataFolder data = DataFolder.of(settings);
    Optional<DevState> dev = data.isInUse() ? data.dev() : Optional.empty();
    return new ExecutorClient(
        dev.map(DevState::faultTolerance)
            .orElseGet(
                () ->
                    "http://"
                        + settings.text(KnownSettings.EXECUTOR_BIND)
                        + ":"
                        + settings.text(KnownSettings.EXECUTOR_PORT)));
  }

  String base() {
    return base;
  }

  /** Whether one is there and watches its engine. */
  boolean isWatching() throws InterruptedException {
    try {
      return send(HttpRequest.newBuilder(URI.create(base + "/healthz")).timeout(LOOK).build())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Has it read its platform file again.
   *
   * @return the platform's name
   * @throws CliError in the executor's words, when it does not take the file
   */
  String declareAnew() throws InterruptedException {
    try {
      HttpResponse<byte[]> answer =
          send(
              HttpRequest.newBuilder(URI.create(base + "/platform"))
                  .timeout(DECLARE)
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build());
      JsonNode body = Json.MAPPER.readTree(answer.body());
      if (answer.statusCode() != 200) {
        throw new CliError(
            "the executor did not take the file: " + body.path("reason").asText(),
            "'rouse check FILE' lists what is wrong with it");
      }
      return body.path("platform").asText();
    } catch (IOException e) {
      throw new CliError(
          "the executor at " + base + " broke off: " + e.getMessage(),
          "see its log, and try again",
          e);
    }
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }
}
