package rouse.executor.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.core.state.DecisionRecord;

class ObserverAlarmTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<String> PEOPLE = List.of("ops@example.org");
  private final List<DecisionRecord> told = new ArrayList<>();
  private Instant now = NOON;
  private final ObserverAlarm alarm =
      new ObserverAlarm("ias", Duration.ofSeconds(30), () -> PEOPLE, told::add, () -> now);

  private void ticks(int second) {
    now = NOON.plusSeconds(second);
    alarm.looked(Optional.of(new TickProbe.Look(now, 4, 4)));
  }

  /** One partition gets no tick. */
  private void lacksOne(int second) {
    now = NOON.plusSeconds(second);
    alarm.looked(Optional.of(new TickProbe.Look(now, 3, 4)));
  }

  @Test
  @DisplayName("R18 an observer that is down is one alert, and its return is its end")
  void tellsOnce() {
    ticks(0);
    lacksOne(29);
    assertThat(told).isEmpty();
    lacksOne(30);
    lacksOne(3000);
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().body())
        .isInstanceOfSatisfying(
            Decision.AlertRaised.class,
            alert -> {
              assertThat(alert.kind()).isEqualTo("observer-down");
              assertThat(alert.text()).contains("no ticks since 2026-03-01T12:00:00Z");
              assertThat(alert.recipients()).isEqualTo(PEOPLE);
            });
    ticks(3010);
    ticks(3020);
    assertThat(told).hasSize(2);
    assertThat(told.getLast().body()).isInstanceOf(Decision.AlertResolved.class);
  }

  @Test
  @DisplayName("executors that saw the same last tick give their alerts one id")
  void oneId() {
    ticks(0);
    lacksOne(30);
    ObserverAlarm another =
        new ObserverAlarm("ias", Duration.ofSeconds(30), () -> PEOPLE, told::add, () -> now);
    another.looked(Optional.of(new TickProbe.Look(NOON, 4, 4)));
    now = NOON.plusSeconds(35);
    another.looked(Optional.of(new TickProbe.Look(NOON, 0, 4)));
    assertThat(told).extracting(DecisionRecord::id).hasSize(2).containsOnly(told.getFirst().id());
  }

  @Test
  @DisplayName("R18 an observer that was never seen has a start's time")
  void waitsForTheStart() {
    lacksOne(119);
    assertThat(told).isEmpty();
    lacksOne(120);
    assertThat(told).hasSize(1);
  }

  @Test
  @DisplayName("B7 while the broker does not answer nothing is said of the observer")
  void brokerAway() {
    ticks(0);
    now = NOON.plusSeconds(3600);
    alarm.looked(Optional.empty());
    assertThat(told).isEmpty();
  }
}
