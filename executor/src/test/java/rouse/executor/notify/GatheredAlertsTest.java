package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.core.alert.AlertRules;
import rouse.core.state.DecisionRecord;
import rouse.core.step.Alerts;

@DisplayName("What people hear of the control plane")
class GatheredAlertsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration WAIT = Duration.ofSeconds(30);
  private final GatheredAlerts alerts =
      new GatheredAlerts(
          new AlertRules(WAIT, Duration.ofHours(4), true), List.of("ops@example.org"));
  private Instant now = START;

  private List<Envelope<Notification>> down(String module, String inhibitedBy) {
    return told(
        "down-" + module,
        new Decision.AlertRaised(
            "shop", Alerts.DOWN, "shop/" + module + "/1", "died", List.of(), null, inhibitedBy));
  }

  private List<Envelope<Notification>> back(String module) {
    return told(
        "back-" + module,
        new Decision.AlertResolved(
            "shop", Alerts.DOWN, "shop/" + module + "/1", "is back", List.of()));
  }

  private List<Envelope<Notification>> told(String id, Decision body) {
    return alerts.tell(
        new DecisionRecord(id, "cause", "incident-" + id.substring(id.indexOf('-') + 1), body),
        now);
  }

  private List<Notification> afterTheWait() {
    now = alerts.due().orElse(now);
    return alerts.tellDue(now).stream().map(Envelope::body).toList();
  }

  @Test
  @DisplayName("R50 what fell together is one message, and one more when all of it is back")
  void together() {
    assertThat(down("kafka", null)).isEmpty();
    now = now.plusSeconds(10);
    assertThat(down("rouse", null)).isEmpty();
    assertThat(afterTheWait())
        .singleElement()
        .satisfies(
            message ->
                assertThat(message.text()).contains("shop/kafka/1").contains("shop/rouse/1"));
    assertThat(now).isEqualTo(START.plus(WAIT));
    back("kafka");
    assertThat(alerts.due()).as("half of it is still down").isEmpty();
    back("rouse");
    assertThat(afterTheWait())
        .singleElement()
        .satisfies(message -> assertThat(message.resolved()).isTrue());
    assertThat(alerts.due()).isEmpty();
  }

  @Test
  @DisplayName("what is back within the wait is one message, marked resolved")
  void brief() {
    down("kafka", null);
    now = now.plusSeconds(5);
    back("kafka");
    assertThat(afterTheWait())
        .singleElement()
        .satisfies(message -> assertThat(message.resolved()).isTrue());
  }

  @Test
  @DisplayName("what depends on a module that is down is told of only when it lasts longer")
  void inhibited() {
    down("kafka", null);
    down("rouse", "shop/kafka/1");
    assertThat(afterTheWait())
        .singleElement()
        .satisfies(message -> assertThat(message.text()).doesNotContain("shop/rouse/1"));
  }

  @Test
  @DisplayName("what is no incident is told at once, to the operators when nobody is named")
  void atOnce() {
    assertThat(told("blind-x", new Decision.AlertRaised("shop", "blind", "shop", "x", List.of())))
        .singleElement()
        .satisfies(one -> assertThat(one.body().recipient()).isEqualTo("ops@example.org"));
  }
}
