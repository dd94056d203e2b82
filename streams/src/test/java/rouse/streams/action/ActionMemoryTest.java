package rouse.streams.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static rouse.streams.action.ActionDriver.NOON;

import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.action.UserDisplayRecord;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Json;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.topic.DeadLetters;
import rouse.contracts.topic.Topics;
import rouse.streams.action.memory.Deliveries;
import rouse.streams.action.memory.DisplayMemory;
import rouse.streams.outlet.LayoutSerde;

class ActionMemoryTest {
  private final ActionDriver action = new ActionDriver();

  @AfterEach
  void close() {
    action.close();
  }

  @Test
  @DisplayName("R7 the newest displays of a service can be asked for, newest first")
  void remembersDisplays() {
    for (int i = 0; i < 25; i++) {
      action.request("{\"service_id\":\"12\",\"user_display\":\"" + i + "\"}");
    }
    action.request("{\"user_display\":\"to nobody\"}");

    assertThat(displaysOf("12"))
        .extracting(UserDisplayRecord::text)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(5, 24).mapToObj(i -> Integer.toString(29 - i)).toList());
    assertThat(displaysOf("")).isEmpty();
    assertThat(action.deadLetters()).isEmpty();
  }

  @Test
  @DisplayName("R7 the displays of a service are its own, and long texts are cut")
  void keepsServicesApart() {
    action.request("{\"service_id\":\"1\",\"user_display\":\"one\"}");
    action.request("{\"service_id\":\"1/1\",\"user_display\":\"" + "x".repeat(5_000) + "\"}");

    assertThat(displaysOf("1")).extracting(UserDisplayRecord::text).containsExactly("one");
    assertThat(displaysOf("1/1"))
        .extracting(UserDisplayRecord::text)
        .containsExactly("x".repeat(4_000) + "…");
  }

  @Test
  @DisplayName("R7 R12 what others write there and is no display is a dead letter, whole")
  void buriesWhatIsNoDisplay() {
    action.display("1", "{\"service_id\":\"1\"}");
    action.display("1", "beep");
    action.display("1", "{\"service_id\":\"1\",\"text\":\"by another\"}");
    action.display(null, "{\"text\":\"to nobody\"}");

    assertThat(displaysOf("1")).extracting(UserDisplayRecord::text).containsExactly("by another");
    assertThat(action.deadLetters())
        .extracting(
            letter -> new String(letter.value(), UTF_8),
            letter -> CloudEvents.text(letter.headers(), DeadLetters.TOPIC))
        .containsExactly(
            tuple("{\"service_id\":\"1\"}", "user_display"), tuple("beep", "user_display"));
  }

  private List<UserDisplayRecord> displaysOf(String serviceId) {
    DisplayMemory memory = (DisplayMemory) action.driver().getStateStore(ActionQueries.DISPLAYS);
    return memory.of(serviceId).displays();
  }

  @Test
  @DisplayName(
      "R8 deliveries can be asked for by recipient, and are counted by channel and outcome")
  void remembersDeliveries() {
    deliver("1", Outcome.DELAYED);
    deliver("1", Outcome.SENT);
    deliver("2", Outcome.SENT);

    KeyValueStore<String, Deliveries> store =
        action.driver().getKeyValueStore(ActionQueries.DELIVERIES);
    assertThat(store.get("a@x.org").deliveries())
        .extracting(Delivery::notificationId, Delivery::outcome)
        .startsWith(tuple("2", Outcome.SENT))
        .hasSize(3);
    KeyValueStore<String, Long> counts = action.driver().getKeyValueStore(ActionQueries.COUNTS);
    assertThat(
            Map.of(
                "mail/sent", counts.get("mail/sent"), "mail/delayed", counts.get("mail/delayed")))
        .isEqualTo(Map.of("mail/sent", 2L, "mail/delayed", 1L));
  }

  @Test
  @DisplayName("R12 of large deliveries as many are remembered as the store's log takes together")
  void boundsDeliveries() {
    String largest = "x".repeat(279_000);
    deliver("large", Outcome.SENT, largest);
    deliver("too large", Outcome.SENT, largest + "x".repeat(1_000));

    KeyValueStore<String, Deliveries> store =
        action.driver().getKeyValueStore(ActionQueries.DELIVERIES);
    Deliveries kept = store.get("a@x.org");
    assertThat(kept.deliveries()).extracting(Delivery::notificationId).containsExactly("large");
    assertThat(action.deadLetters()).hasSize(1);

    for (int i = 0; i < 60; i++) {
      kept = kept.with(kept.deliveries().getFirst());
    }
    assertThat(kept.deliveries()).hasSize(50);
    assertThat(LayoutSerde.first(Deliveries.class).serializer().serialize("", kept))
        .hasSizeLessThan(Topics.LARGEST_RECORD);
  }

  private void deliver(String id, Outcome outcome) {
    deliver(id, outcome, "d");
  }

  private void deliver(String id, Outcome outcome, String detail) {
    Delivery delivery = new Delivery(id, "ias", Channel.MAIL, "a@x.org", outcome, 1, detail, NOON);
    action.delivery(
        new TestRecord<>(
            "a@x.org".getBytes(UTF_8),
            CloudEvents.body(delivery),
            CloudEvents.headers(Envelope.of(id + outcome, "/t", NOON, delivery)),
            NOON));
  }

  @Test
  @DisplayName("R17 the own beat has the original shape, its time without leading zeros")
  void beatsInTheOriginalShape() throws Exception {
    assertThat(Json.MAPPER.writeValueAsString(OwnHeartbeat.at(LocalTime.of(14, 30, 5))))
        .isEqualTo("{\"module\":\"action_manager\",\"ts\":143005,\"Status\":1}");
    assertThat(OwnHeartbeat.at(LocalTime.of(0, 9, 5)).ts()).isEqualTo(905);
  }
}
