package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Json;
import rouse.it.boot.Host;

@DisplayName("One request in the original format, in rouse dev without a mail server")
class ActionManagerIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Path SENSOR_MANAGER = Path.of("..", "examples", "ias", "sensor_manager");
  private static final String REQUEST =
      """
      {"action_center":{"service_id":"12","user_display":"The thread is torn.",
       "sensor_manager":[{"sensor_id":"91"},{"command":"Replace thread."}],
       "notify_users":"[\\"ops@example.org\\", \\"7001275910\\"]"}}""";

  private static int port;
  private static TestPlatform platform;
  private static DevProcess dev;

  @BeforeAll
  static void boot() throws Exception {
    port = Host.freePort();
    platform =
        TestPlatform.of(
            "action",
            """
            sensor_manager:
              image: BEATER-sensors
              ports: ["127.0.0.1:%d:5050"]
              x-rouse: { heartbeat: { source: self, timeout: 10s, startup: 60s } }
            """
                .formatted(port));
    String base =
        Optional.ofNullable(System.getenv("ROUSE_EXAMPLE_BASE"))
            .orElse("rouse-example-base:latest");
    platform
        .engine()
        .client()
        .buildImageCmd(SENSOR_MANAGER.toFile())
        .withBuildArg("BASE", base)
        .withTags(Set.of(platform.image() + "-sensors"))
        .exec(new BuildImageResultCallback())
        .awaitImageId(5, TimeUnit.MINUTES);
    dev = platform.dev().start().awaitAlive();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", dev.kafka()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("action_manager", REQUEST.getBytes(UTF_8))).get();
    }
  }

  @AfterAll
  static void end() {
    dev.close();
    platform.engine().sweep(platform.name(), platform.image() + "-sensors");
    platform.close();
  }

  @Test
  @DisplayName("R3 R6 R15 R16 the sensor manager's container has its controller carry it out")
  void commandsTheSensor() {
    JsonNode controller =
        await()
            .atMost(SOON)
            .ignoreExceptions()
            .until(
                () -> json("http://127.0.0.1:" + port + "/controllers").path("91"),
                found -> found.has("state"));
    assertThat(controller.path("state").asText()).isEqualTo("done: Replace thread.");
    assertThat(controller.path("carriedOut").asInt()).isEqualTo(1);
    assertThat(controller.at("/last/0/requestId").asText())
        .matches("action_manager/\\d+/\\d+/[0-9a-z]{8}");
  }

  @Test
  @DisplayName("R3 R7 the display can be asked for")
  void answersTheUser() throws Exception {
    String url = dev.state().path("api").asText() + "/api/displays/12";
    JsonNode display =
        await().atMost(SOON).until(() -> json(url).at("/displays/0"), found -> found.has("text"));
    assertThat(display.path("text").asText()).isEqualTo("The thread is torn.");
  }

  @Test
  @DisplayName(
      "R3 R8 with no channel it is never pretended: deliveries, status and log say what is not"
          + " configured, and what would have been sent")
  void saysWhatItWouldHaveSent() throws Exception {
    String api = dev.state().path("api").asText();
    JsonNode mail =
        await()
            .atMost(SOON)
            .until(
                () -> json(api + "/api/deliveries?recipient=ops@example.org").at("/deliveries/0"),
                found -> found.has("outcome"));
    assertThat(mail.path("outcome").asText()).isEqualTo("NOT_SENT");
    assertThat(mail.path("detail").asText())
        .isEqualTo("not sent: no mail server configured, set smtp.host");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(attention(api))
                    .contains(
                        "1 message by mail not sent: no mail server configured, set smtp.host",
                        "1 message by sms not sent: no SMS gateway configured, set sms.url"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(dev.log())
                    .contains("to ops@example.org, not sent: no mail server configured")
                    .contains("The thread is torn."));
  }

  private static Set<String> attention(String api) throws IOException, InterruptedException {
    JsonNode lines = json(api + "/api/platforms/" + platform.name()).path("attention");
    return StreamSupport.stream(lines.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.toSet());
  }

  private static JsonNode json(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return Json.MAPPER.readTree(
          client
              .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
              .body());
    }
  }
}
