package rouse.streams.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.action.UserDisplayRecord;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Event;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.HostileBodies;
import rouse.contracts.event.HostileHeaders;
import rouse.contracts.topic.DeadLetters;
import rouse.contracts.topic.Topics;

/** Whatever stands in the topics that the actions read, the next record is served. */
class HostileActionsTest {
  private static final Topics TOPICS = ActionDriver.TOPICS;
  private static final String GOOD_REQUEST =
      "{\"action_center\":{\"service_id\":\"%s\",\"user_display\":\"hello\","
          + "\"sensor_manager\":[{\"sensor_id\":\"1\"},{\"command\":\"on\"}],"
          + "\"notify_users\":[\"a@x.org\"],\"subject\":\"s\",\"request_id\":\"%s\"}}";

  @Property(tries = 1)
  @Label("R12 decisions and deliveries of every type, wrong in every way, stop nobody")
  void events(@ForAll long seed) {
    try (ActionDriver action = new ActionDriver()) {
      for (Class<? extends Event> type : EventTypes.all().values()) {
        String topic = topicOf(type);
        if (topic != null) {
          for (byte[] body : HostileBodies.of(type, seed)) {
            write(action, topic, body, HostileHeaders.good(type));
          }
          for (Headers headers : HostileHeaders.of(type)) {
            write(action, topic, "{}".getBytes(UTF_8), headers);
          }
          // Messages of whatever was gathered.
          action.driver().advanceWallClockTime(Duration.ofMinutes(1));
          action.notifications();
          assertServes(action);
        }
      }
    }
  }

  @Test
  @DisplayName("R12 requests, displays and dead letters, wrong in every way, stop nobody")
  void others() {
    String request = GOOD_REQUEST.formatted("7", "id");
    try (ActionDriver action = new ActionDriver()) {
      for (String topic :
          List.of(
              TOPICS.actionRequests().name(),
              TOPICS.identifiedRequests().name(),
              TOPICS.userDisplays().name(),
              TOPICS.deadLetters().name())) {
        for (byte[] body : HostileBodies.ofJson(request)) {
          write(action, topic, body, new RecordHeaders());
        }
        for (byte[] body : HostileBodies.of(UserDisplayRecord.class, 1)) {
          write(action, topic, body, new RecordHeaders());
        }
        assertServes(action);
      }
    }
  }

  @Test
  @DisplayName(
      "R12 a place in the headers that no place is, and a reason of megabytes, stop nobody")
  void hostileHeaders() {
    try (ActionDriver action = new ActionDriver()) {
      byte[] request = GOOD_REQUEST.formatted("7", "id").getBytes(UTF_8);
      for (String name :
          List.of(
              DeadLetters.TOPIC,
              DeadLetters.PARTITION,
              DeadLetters.OFFSET,
              DeadLetters.REASON,
              DeadLetters.WHOLE,
              "rouse-time",
              "rouse-key")) {
        for (String value : List.of("", "-1", "9223372036854775808", "x".repeat(900_000))) {
          for (String topic :
              List.of(TOPICS.identifiedRequests().name(), TOPICS.deadLetters().name())) {
            write(action, topic, request, new RecordHeaders().add(name, value.getBytes(UTF_8)));
            write(action, topic, request, new RecordHeaders().add(name, null));
          }
        }
      }
      action.driver().advanceWallClockTime(Duration.ofMinutes(1));
      assertThat(action.notifications())
          .allSatisfy(message -> assertThat(message.body().text()).hasSizeLessThan(10_000));
      assertServes(action);
    }
  }

  @Test
  @DisplayName("R12 an alert for more people than one alert may have is put away")
  void tooManyRecipients() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      many.add("a" + i + "@x.org");
    }
    try (ActionDriver action = new ActionDriver()) {
      var alert = new Decision.AlertRaised("ias", "k", "s", "t", many);
      write(
          action,
          TOPICS.decisions().name(),
          CloudEvents.body(alert),
          HostileHeaders.good(Decision.AlertRaised.class));
      assertThat(letters(action)).singleElement().asString().contains("1001 recipients");
      assertServes(action);
    }
  }

  private static String topicOf(Class<? extends Event> type) {
    if (Decision.class.isAssignableFrom(type)) {
      return TOPICS.decisions().name();
    }
    return type == Delivery.class ? TOPICS.deliveries().name() : null;
  }

  private static void write(ActionDriver action, String topic, byte[] body, Headers headers) {
    action.pipe(topic, new TestRecord<>("ias".getBytes(UTF_8), body, headers, ActionDriver.NOON));
  }

  private static List<String> letters(ActionDriver action) {
    return action.deadLetters().stream()
        .map(letter -> CloudEvents.text(letter.headers(), DeadLetters.REASON))
        .toList();
  }

  /** A request, a display that was asked for, an alert and a delivery. */
  private static void assertServes(ActionDriver action) {
    assertThat(letters(action)).doesNotContain("");
    action.displays();
    action.request(GOOD_REQUEST.formatted("good", "again" + Math.random()));
    assertThat(action.displays()).anyMatch(display -> display.key().equals("good"));

    var delivery =
        new Delivery(
            "good",
            "ias",
            rouse.contracts.event.Notification.Channel.MAIL,
            "good@x.org",
            Delivery.Outcome.SENT,
            1,
            null,
            Instant.EPOCH);
    action.delivery(
        new TestRecord<>(
            "good@x.org".getBytes(UTF_8),
            CloudEvents.body(delivery),
            HostileHeaders.good(Delivery.class),
            ActionDriver.NOON));
    var alert = new Decision.AlertRaised("good", "k", "s", "good alert", List.of("good@x.org"));
    var over = new Decision.AlertResolved("good", "k", "s", "over", List.of("good@x.org"));
    for (Decision decision : List.of(alert, over, alert)) {
      action.decision(
          new TestRecord<>(
              "good".getBytes(UTF_8),
              CloudEvents.body(decision),
              HostileHeaders.good(decision.getClass()),
              ActionDriver.NOON));
    }
    assertThat(letters(action)).isEmpty();
    assertThat(action.books()).containsKey("good");
  }
}
