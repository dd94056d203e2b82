package rouse.streams.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.topic.DeadLetters;

class ActionTopologyTest {
  private static final String ORIGINAL =
      """
      {"action_center":{"service_id":"12","user_display":"Worn.",
       "sensor_manager":[{"sensor_id":"91"},{"command":"Replace thread."}],
       "notify_users":"[\\"a@x.org\\", \\"7001275910\\", \\"a@X.org\\"]"}}""";

  private final ActionDriver action = new ActionDriver();

  @AfterEach
  void close() {
    action.close();
  }

  @Test
  @DisplayName("R3 R5 one request commands a sensor, displays a text and notifies people")
  void splitsTheOriginalForm() {
    action.request(ORIGINAL);

    var command = action.commands();
    assertThat(command).singleElement().extracting(TestRecord::key).isEqualTo("91");
    assertThat(command.getFirst().value())
        .isEqualTo(
            "{\"sensor_id\":\"91\",\"command\":\"Replace thread.\",\"service_id\":\"12\","
                + "\"request_id\":\"action_manager/0/0/ml29f9c0\"}");
    var display = action.displays();
    assertThat(display).singleElement().extracting(TestRecord::key).isEqualTo("12");
    assertThat(display.getFirst().value())
        .isEqualTo(
            "{\"service_id\":\"12\",\"text\":\"Worn.\",\"request_id\":\"action_manager/0/0/ml29f9c0\","
                + "\"at\":\"2026-01-31T12:00:00Z\"}");
    assertThat(action.notifications())
        .extracting(n -> n.body().channel() + " " + n.body().recipient() + " " + n.body().text())
        .containsExactly("MAIL a@x.org Worn.", "SMS 7001275910 Worn.");
    assertThat(action.deadLetters()).isEmpty();
  }

  @Test
  @DisplayName("R3 the correlation id ties every output to its request, and a trace is passed on")
  void correlatesOutputs() {
    var headers = new RecordHeaders().add("traceparent", "00-1-2-01".getBytes(UTF_8));
    action.request(new TestRecord<>(null, ORIGINAL.getBytes(UTF_8), headers, ActionDriver.NOON));
    action.request(ORIGINAL.replaceFirst("\\{\"service", "{\"request_id\":\"r-7\",\"service"));

    assertThat(action.commands())
        .extracting(r -> CloudEvents.text(r.headers(), CloudEvents.CORRELATION_ID))
        .containsExactly("action_manager/0/0/ml29f9c0", "r-7");
    assertThat(action.displays())
        .extracting(r -> CloudEvents.text(r.headers(), CloudEvents.TRACE_PARENT))
        .containsExactly("00-1-2-01", null);
    assertThat(action.notifications())
        .extracting(Envelope::id, Envelope::correlationId, Envelope::causationId)
        .contains(
            org.assertj.core.groups.Tuple.tuple(
                "r-7@action_manager/0/1/ml29f9c0/SMS/7001275910",
                "r-7",
                "action_manager/0/1/ml29f9c0"));
  }

  @Test
  @DisplayName("R3 notifications pass on a trace as well, and are complete CloudEvents")
  void tracesNotifications() {
    var headers = new RecordHeaders().add("traceparent", "00-1-2-01".getBytes(UTF_8));
    action.request(new TestRecord<>(null, ORIGINAL.getBytes(UTF_8), headers, ActionDriver.NOON));

    assertThat(action.notifications())
        .extracting(Envelope::traceparent, Envelope::source, Envelope::time)
        .containsOnly(
            org.assertj.core.groups.Tuple.tuple("00-1-2-01", "/action", ActionDriver.NOON));
  }

  @Test
  @DisplayName("R3 a repeat of a request_id within 24 h of log time is the same request")
  void servesARequestIdOnce() {
    String request =
        "{\"request_id\":\"r-1\",\"sensor_manager\":[{\"sensor_id\":\"1\",\"command\":\"a\"}],"
            + "\"notify_users\":[\"nobody\"]}";
    action.request(request);
    action.request(request, ActionDriver.NOON.plusSeconds(5));
    action.request(request, ActionDriver.NOON.plus(Duration.ofHours(24)));
    action.request(request, ActionDriver.NOON.minusSeconds(60));
    assertThat(action.commands()).hasSize(1);
    assertThat(action.deadLetters()).hasSize(1);

    action.request(request, ActionDriver.NOON.plus(Duration.ofHours(24)).plusMillis(1));
    assertThat(action.commands()).hasSize(1);
  }

  @Test
  @DisplayName("R8 a request_id used again the next day notifies again: its messages are others")
  void notifiesAgainTheNextDay() {
    String request =
        "{\"request_id\":\"r-1\",\"user_display\":\"torn\",\"notify_users\":[\"ops@x.org\"]}";
    action.request(request);
    action.request(request, ActionDriver.NOON.plus(Duration.ofHours(25)));

    var sent = action.notifications();
    assertThat(sent).extracting(Envelope::correlationId).containsExactly("r-1", "r-1");
    assertThat(sent).extracting(Envelope::id).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("R8 a request at the same place of a topic that was made anew is no repeat")
  void notifiesAgainAfterTheTopicWasMadeAnew() {
    action.request(ORIGINAL);
    List<String> before = ids(action);
    try (ActionDriver anew = new ActionDriver()) {
      anew.request(ORIGINAL, ActionDriver.NOON.plusSeconds(60));
      assertThat(ids(anew)).hasSize(2).doesNotContainAnyElementsOf(before);
    }
    try (ActionDriver again = new ActionDriver()) {
      again.request(ORIGINAL);
      assertThat(ids(again)).as("the same record, read again").isEqualTo(before);
    }
  }

  private static List<String> ids(ActionDriver from) {
    return from.notifications().stream().map(Envelope::id).toList();
  }

  @Test
  @DisplayName("R6 commands of one sensor stay in the order of the requests")
  void keepsTheOrderOfASensor() {
    for (int i = 0; i < 200; i++) {
      String id = i % 2 == 0 ? "" : "\"request_id\":\"r" + i + "\",";
      action.request(
          "{"
              + id
              + "\"sensor_manager\":[{\"sensor_id\":\""
              + i % 2
              + "\",\"command\":\""
              + i
              + "\"}]}");
    }

    var bySensor =
        action.commands().stream()
            .collect(
                Collectors.groupingBy(
                    TestRecord::key,
                    Collectors.mapping(ActionTopologyTest::number, Collectors.toList())));
    assertThat(bySensor.get("0")).hasSize(100).isSorted();
    assertThat(bySensor.get("1")).hasSize(100).isSorted();
  }

  @Test
  @DisplayName("R6 after a request with an id, its sensors' requests take the same way for a day")
  void followsOnTheDetour() {
    action.request(command("", "1", "a"));
    action.request(command("\"request_id\":\"r\",", "1", "b"));
    action.request(command("", "1", "c"));
    action.request(command("", "2", "d"));
    assertThat(action.onDetour()).hasSize(2);

    Instant later = ActionDriver.NOON.plus(Duration.ofHours(24));
    action.request(command("", "1", "e"), later);
    action.request(command("", "1", "f"), later.plus(Duration.ofHours(24)).plusMillis(1));
    assertThat(action.onDetour()).hasSize(1);
    assertThat(action.commands())
        .extracting(r -> r.value().replaceAll(".*\"command\":\"(.)\".*", "$1"))
        .containsExactly("a", "b", "c", "d", "e", "f");
    assertThat(action.deadLetters()).isEmpty();
  }

  private static String command(String id, String sensor, String command) {
    return "{%s\"sensor_manager\":[{\"sensor_id\":\"%s\",\"command\":\"%s\"}]}"
        .formatted(id, sensor, command);
  }

  private static int number(TestRecord<String, String> command) {
    return Integer.parseInt(command.value().replaceAll(".*\"command\":\"(\\d+)\".*", "$1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"beep", "{", "[]", "{}", "7"})
  @DisplayName(
      "R12 malformed input goes to the dead letters, whole, and the next request is served")
  void buriesWhatItCannotRead(String bad) {
    action.request(bad);
    action.request(ORIGINAL);

    var letter = action.deadLetters();
    assertThat(letter).hasSize(1);
    assertThat(letter.getFirst().value()).isEqualTo(bad.getBytes(UTF_8));
    assertThat(CloudEvents.text(letter.getFirst().headers(), DeadLetters.REASON)).isNotBlank();
    assertThat(action.commands()).hasSize(1);
  }

  @Test
  @DisplayName("R12 the dead letter of a request with an id has its first key, place and headers")
  void buriesWithTheFirstPlace() {
    action.request("{}");
    String json = "{\"request_id\":\"r\",\"notify_users\":[\"b@x.org\",\"x@x\\r\\nBcc: y@x.org\"]}";
    action.request(
        new TestRecord<>(
            "k".getBytes(UTF_8),
            json.getBytes(UTF_8),
            new RecordHeaders().add("h", new byte[] {1}),
            ActionDriver.NOON));

    var letter = action.deadLetters().getLast();
    assertThat(letter.key()).isEqualTo("k".getBytes(UTF_8));
    assertThat(letter.value()).isEqualTo(json.getBytes(UTF_8));
    assertThat(letter.headers().lastHeader("h")).isNotNull();
    assertThat(CloudEvents.text(letter.headers(), DeadLetters.TOPIC)).isEqualTo("action_manager");
    assertThat(CloudEvents.text(letter.headers(), DeadLetters.OFFSET)).isEqualTo("1");
    assertThat(CloudEvents.text(letter.headers(), DeadLetters.REASON)).contains("notify_users[1]");
    assertThat(action.notifications())
        .extracting(n -> n.body().recipient())
        .containsExactly("b@x.org");
  }

  @Test
  @DisplayName("R8 a thousand recipients are a thousand notifications, each once")
  void notifiesAThousand() {
    String users =
        IntStream.range(0, 1000)
            .mapToObj(i -> "\"u" + i + "@x.org\"")
            .collect(Collectors.joining(",", "[", "]"));
    action.request("{\"user_display\":\"é\",\"notify_users\":" + users + "}");

    assertThat(action.notifications())
        .hasSize(1000)
        .extracting(Envelope::id)
        .doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("R9 a text of 1 MB passes; what fits no topic is named and the rest is done")
  void passesALongText() {
    String text = "x".repeat(1_000_000);
    action.request(
        "{\"service_id\":\"1\",\"user_display\":\"" + text + "\",\"notify_users\":\"a@x.org\"}");
    assertThat(action.displays()).hasSize(1);
    assertThat(action.notifications())
        .singleElement()
        .satisfies(n -> assertThat(n.body().text()).isEqualTo(text));

    action.request(
        "{\"user_display\":\""
            + text.repeat(2)
            + "\",\"notify_users\":[\"a@x.org\",\"5551234\"],"
            + "\"sensor_manager\":{\"sensor_id\":\"1\",\"command\":\"a\"}}");
    assertThat(action.displays()).isEmpty();
    assertThat(action.commands()).hasSize(1);
    assertThat(action.notifications())
        .extracting(n -> n.body().channel())
        .containsExactly(Channel.MAIL, Channel.SMS);
    assertThat(CloudEvents.text(action.deadLetters().getFirst().headers(), DeadLetters.REASON))
        .startsWith("user_display: longer than");
  }

  @Test
  @DisplayName("R5 sensor-only and user-only requests, and one that asks for nothing")
  void servesParts() {
    action.request(
        "{\"sensor_manager\":[{\"sensor_id\":\"1\"},{\"command\":\"a\"}],\"notify_users\":\"None\"}");
    action.request("{\"service_id\":\"3\",\"user_display\":\"x\",\"sensor_manager\":\"None\"}");
    action.request(
        "{\"action_center\":{\"service_id\":\"3\",\"user_display\":\"None\",\"sensor_manager\":\"None\",\"notify_users\":\"None\"}}");
    action.request("{\"user_display\":\"to nobody\"}");

    assertThat(action.commands()).hasSize(1);
    assertThat(action.displays()).extracting(TestRecord::key).containsExactly("3", null);
    assertThat(action.notifications()).isEmpty();
    assertThat(action.deadLetters()).isEmpty();
  }
}
