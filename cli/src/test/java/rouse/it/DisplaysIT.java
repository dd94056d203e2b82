package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Json;
import rouse.contracts.topic.Topics;

@DisplayName("The memory of displays, with a real broker")
class DisplaysIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final int SERVICES = 8;
  private StreamsApps apps;

  @BeforeEach
  void start() {
    apps = new StreamsApps();
  }

  @AfterEach
  void stop() {
    apps.close();
  }

  @Test
  @DisplayName("R7 outlives a restart, and the loss of all state, in full and in order")
  void outlivesRestarts() throws Exception {
    Api first = apps.start("first");
    request(0, 30);
    awaitNewest(first, 29);
    apps.closeFirst();
    // Among them what is no display, what names no service, and what nobody has read yet.
    write("1", "beep");
    write(null, "{\"text\":\"to nobody\"}");
    request(30, 32);

    Api again = apps.start("first");
    awaitNewest(again, 31);
    apps.closeFirst();

    Api elsewhere = apps.start("another");
    awaitNewest(elsewhere, 31);
    await().atMost(SOON).until(() -> apps.cluster().read(TOPICS.deadLetters()).size() == 1);
  }

  @Test
  @DisplayName("R7 R20 each of two instances answers for all services, and alone when one left")
  void eachAnswersForAll() throws Exception {
    Api first = apps.start("first");
    Api second = apps.start("second");
    await().atMost(SOON).until(() -> first.isReady() && second.isReady());
    request(0, 25);
    awaitNewest(first, 24);
    awaitNewest(second, 24);

    apps.closeFirst();
    request(25, 26);
    awaitNewest(second, 25);
  }

  /** Waits until the newest is there, and says that the nineteen before it are as well. */
  private static void awaitNewest(Api api, int newest) {
    List<String> expected =
        IntStream.rangeClosed(newest - 19, newest)
            .mapToObj(i -> Integer.toString(newest + newest - 19 - i))
            .toList();
    for (int service = 0; service < SERVICES; service++) {
      String path = "/api/displays/" + service;
      List<String> found =
          await()
              .atMost(SOON)
              .pollInterval(Duration.ofMillis(100))
              .until(
                  () -> texts(api, path),
                  all -> !all.isEmpty() && all.getFirst().equals(expected.getFirst()));
      assertThat(found).isEqualTo(expected);
    }
  }

  /** In one answer: the next one may be that the app is not ready, while work moves. */
  private static List<String> texts(Api api, String path) throws Exception {
    HttpResponse<String> answer = api.get(path);
    return answer.statusCode() == 200
        ? Json.MAPPER.readTree(answer.body()).path("displays").findValuesAsText("text")
        : List.of();
  }

  private void request(int from, int to) {
    try (KafkaProducer<byte[], byte[]> producer = apps.cluster().producer()) {
      for (int i = from; i < to; i++) {
        for (int service = 0; service < SERVICES; service++) {
          String json = "{\"service_id\":\"%d\",\"user_display\":\"%d\"}".formatted(service, i);
          // In one partition, so that the order of the requests is that of the displays.
          producer.send(
              new ProducerRecord<>(TOPICS.actionRequests().name(), 0, null, json.getBytes(UTF_8)));
        }
      }
    }
  }

  private void write(String key, String value) {
    try (KafkaProducer<byte[], byte[]> producer = apps.cluster().producer()) {
      producer.send(
          new ProducerRecord<>(
              TOPICS.userDisplays().name(),
              key == null ? null : key.getBytes(UTF_8),
              value.getBytes(UTF_8)));
    }
  }
}
