package rouse.streams.action.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.NewerRecordException;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.event.RefusedRecordException;
import rouse.streams.action.ActionDriver;

class AlertTopologyTest {
  private static final List<String> PEOPLE = List.of("a@example.org", "+4470012345");
  private final ActionDriver action = new ActionDriver();

  @AfterEach
  void close() {
    action.close();
  }

  private void decide(String id, Decision decision) {
    decide(id, null, decision);
  }

  private void decide(String id, String incident, Decision decision) {
    Envelope<Decision> event =
        Envelope.of(id, "/test", ActionDriver.NOON, decision).correlatedWith(incident);
    action.decision(
        new TestRecord<>(
            decision.platform().getBytes(UTF_8),
            CloudEvents.body(decision),
            CloudEvents.headers(event),
            ActionDriver.NOON));
  }

  private void pass(Duration time) {
    for (long s = 0; s < time.toSeconds(); s++) {
      action.driver().advanceWallClockTime(Duration.ofSeconds(1));
    }
  }

  @Test
  @DisplayName(
      "R8 a host with 50 modules gone is one mail and one SMS per recipient, and so is its return")
  void groupsAHost() {
    decide("h", new Decision.AlertRaised("ias", "host-silent", "host-1", "not heard", PEOPLE));
    for (int i = 0; i < 50; i++) {
      decide(
          "d" + i,
          new Decision.AlertRaised("ias", "quarantine", "ias/m" + i + "/1", "gone", PEOPLE));
    }
    pass(Duration.ofSeconds(29));
    assertThat(action.notifications()).isEmpty();
    pass(Duration.ofSeconds(2));

    List<Envelope<Notification>> messages = action.notifications();
    assertThat(messages)
        .extracting(m -> m.body().channel())
        .containsExactly(Channel.MAIL, Channel.SMS);
    assertThat(messages.getFirst().body().subject()).startsWith("[ias] 51 alerts");
    assertThat(messages.getFirst().body().text().lines()).hasSize(51);
    assertThat(messages.getLast().body().text()).hasSizeLessThanOrEqualTo(301);
    assertThat(messages.getFirst().causationId()).isEqualTo("h");

    decide("h2", new Decision.AlertResolved("ias", "host-silent", "host-1", "heard again", PEOPLE));
    for (int i = 0; i < 50; i++) {
      decide(
          "e" + i,
          new Decision.AlertResolved("ias", "quarantine", "ias/m" + i + "/1", "back", PEOPLE));
    }
    pass(Duration.ofMinutes(2));
    assertThat(action.notifications())
        .hasSize(2)
        .allMatch(m -> m.body().resolved())
        .extracting(Envelope::id)
        .doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("R8 alerts that name nobody go to the operators")
  void tellsOperators() {
    decide("q", new Decision.AlertRaised("ias", "quarantine", "ias/m/1", "gone", List.of()));
    pass(Duration.ofSeconds(31));
    assertThat(action.notifications())
        .extracting(m -> m.body().recipient())
        .containsExactly("ops@example.org");
  }

  @Test
  @DisplayName("R12 many dead letters in a short time are an alert, and quiet ends it")
  void alertsOfDeadLetters() {
    for (int i = 0; i < CountDeadLettersProcessor.MANY + 30; i++) {
      action.deadLetter(
          new TestRecord<>(
              null, new byte[0], new RecordHeaders().add("rouse-reason", "bad".getBytes(UTF_8))));
    }
    pass(Duration.ofSeconds(31));
    assertThat(action.notifications())
        .singleElement()
        .satisfies(m -> assertThat(m.body().text()).contains("20 or more within 5 min", "bad"));

    pass(Duration.ofMinutes(6));
    assertThat(action.notifications()).singleElement().matches(m -> m.body().resolved());
  }

  @Test
  @DisplayName(
      "R8 a module that dies is one message: what, since when, why, its log's end, what is next")
  void tellsOfAnIncident() {
    String incident = "ias.web.1.4-abc";
    decide(
        "o#2",
        incident,
        new Decision.AlertRaised(
            "ias",
            "down",
            "ias/web/1",
            "ias/web/1 died at 2026-01-31T09:05:00Z: exit code 137.",
            PEOPLE,
            "Rouse starts it now, attempt 1.",
            null));
    decide(
        "e#1",
        incident,
        new Decision.AlertExplained("ias", "down", "ias/web/1", "one\ntwo\nthree\nout of memory"));
    pass(Duration.ofSeconds(31));
    Envelope<Notification> mail = action.notifications().getFirst();
    assertThat(mail.body().text())
        .isEqualTo(
            """
            ias/web/1 died at 2026-01-31T09:05:00Z: exit code 137.
            Its log ends with:
              two
              three
              out of memory
            Rouse starts it now, attempt 1.""");
    assertThat(mail.body().group()).isEqualTo(incident);
    assertThat(mail.body().alerts()).containsExactly("o#2");
    assertThat(mail.correlationId()).isEqualTo(incident);

    String end = "ias/web/1 is back since 2026-01-31T09:06:00Z, after 60 s and 2 attempts.";
    decide("c#2", incident, new Decision.AlertResolved("ias", "down", "ias/web/1", end, PEOPLE));
    pass(Duration.ofSeconds(31));
    Envelope<Notification> over = action.notifications().getFirst();
    assertThat(over.body().resolved()).isTrue();
    assertThat(over.body().group()).isEqualTo(incident);
    assertThat(over.body().alerts()).containsExactly("c#2");
    assertThat(over.body().text()).startsWith(end).contains("Before: ias/web/1 died", "  three");
  }

  @Test
  @DisplayName(
      "R12 the first record that was refused is an alert, a thousand are no more, quiet ends it")
  void alertsOfForgedRecords() {
    for (int i = 0; i < 1_000; i++) {
      String reason = new RefusedRecordException("not signed").getMessage();
      action.deadLetter(
          new TestRecord<>(
              null,
              new byte[0],
              new RecordHeaders()
                  .add("rouse-reason", reason.getBytes(UTF_8))
                  .add("rouse-topic", "rouse.commands".getBytes(UTF_8))));
      if (i == 0) {
        pass(Duration.ofSeconds(31));
        assertThat(action.notifications())
            .singleElement()
            .satisfies(m -> assertThat(m.body().text()).contains("rouse.commands", "not signed"));
      }
    }
    pass(Duration.ofSeconds(31));
    assertThat(action.notifications())
        .as("they came fast as well")
        .singleElement()
        .satisfies(m -> assertThat(m.body().text()).contains("20 or more within 5 min"));

    pass(Duration.ofMinutes(6));
    assertThat(action.notifications()).hasSize(2).allMatch(m -> m.body().resolved());
  }

  @Test
  @DisplayName("R12 the first record of a newer version that was skipped is an alert, with advice")
  void alertsOfNewerVersions() {
    for (int i = 0; i < 3; i++) {
      String reason = new NewerRecordException("ce_type is not known: X").getMessage();
      action.deadLetter(
          new TestRecord<>(
              null,
              new byte[0],
              new RecordHeaders()
                  .add("rouse-reason", reason.getBytes(UTF_8))
                  .add("rouse-topic", "rouse.facts".getBytes(UTF_8))));
    }
    pass(Duration.ofSeconds(31));
    assertThat(action.notifications())
        .singleElement()
        .satisfies(
            m -> assertThat(m.body().text()).contains("rouse.facts", "not known: X", "Upgrade"));
    pass(Duration.ofMinutes(6));
    assertThat(action.notifications()).singleElement().matches(m -> m.body().resolved());
  }
}
