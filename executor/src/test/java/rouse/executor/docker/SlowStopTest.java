package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.executor.docker.watch.StopStatus;

@DisplayName("A container that ends long after it was told to stop")
class SlowStopTest {
  private static final long LATE = 41_000;
  private final SightingsStage stage = new SightingsStage().started();

  private void assertStopped() {
    assertThat(stage.facts)
        .filteredOn(fact -> !(fact instanceof Fact.ContainerStarted))
        .singleElement()
        .isInstanceOf(Fact.ContainerStoppedByOperator.class);
  }

  private void assertDied(int exitCode) {
    assertThat(stage.facts)
        .filteredOn(fact -> !(fact instanceof Fact.ContainerStarted))
        .singleElement()
        .isInstanceOfSatisfying(
            Fact.ContainerDied.class, died -> assertThat(died.exitCode()).isEqualTo(exitCode));
  }

  @Test
  @DisplayName("R38 a stop that takes all of a long grace is an operator's wish, told once")
  void takesAllOfItsGrace() {
    stage.event(1000, "kill", "signal", "15");
    stage.event(LATE, "kill", "signal", "9");
    stage.event(LATE + 100, "die", "exitCode", "137");
    assertThat(stage.facts).as("not known yet").isEmpty();
    stage.event(LATE + 300, "stop");
    assertStopped();
    assertThat(stage.sightings.areInDoubt()).isFalse();
  }

  private void assertStopping(StopStatus expected, long ms) {
    assertThat(stage.stopping(ms)).isEqualTo(expected);
  }

  @Test
  @DisplayName("R38 it is being stopped until it is told that it was")
  void isBeingStopped() {
    assertStopping(StopStatus.NOT_ASKED, 900);
    stage.event(1000, "kill", "signal", "15");
    assertStopping(StopStatus.UNDER_WAY, LATE - 10);
    stage.event(LATE, "die", "exitCode", "0");
    assertStopping(StopStatus.UNDER_WAY, LATE);
    stage.event(LATE + 300, "stop");
    assertStopping(StopStatus.DONE, LATE + 300);
  }

  @Test
  @DisplayName("R18 it is so no longer when it dies, or when it lives on for its grace and 15 s")
  void isNotBeingStopped() {
    stage.event(1000, "kill", "signal", "15");
    long longest = 1000 + SightingsStage.GRACE.toMillis() + 15_000;
    assertStopping(StopStatus.UNDER_WAY, longest - 1);
    assertStopping(StopStatus.OVERDUE, longest);
    stage.event(longest, "die", "exitCode", "1");
    stage.take(stage.sightings.settle());
    assertDied(1);
    assertStopping(StopStatus.GONE, longest);
    stage.event(longest + 10, "destroy");
    assertStopping(StopStatus.GONE, longest + 10);
  }

  @Test
  @DisplayName("what this executor stops by itself is stopped by nobody else")
  void byUs() {
    stage.sightings.expectEnd(SightingsStage.ID);
    stage.event(1000, "kill", "signal", "15");
    assertStopping(StopStatus.NOT_ASKED, 1100);
    stage.event(2000, "die", "exitCode", "0");
    stage.event(2010, "stop");
    assertStopping(StopStatus.GONE, 2010);
  }

  @Test
  @DisplayName("R38 so is one that ends by itself within a long grace, whatever its exit code")
  void endsWithinItsGrace() {
    stage.event(1000, "kill", "signal", "15");
    stage.event(LATE, "oom");
    stage.event(LATE, "die", "exitCode", "1");
    stage.event(LATE + 10, "stop");
    assertStopped();
  }

  @Test
  @DisplayName("R18 what lived on after a stop signal and crashes has died")
  void crashesLater() {
    stage.event(1000, "kill", "signal", "15");
    stage.event(LATE, "oom");
    stage.event(LATE, "die", "exitCode", "137");
    assertThat(stage.facts).isEmpty();
    stage.take(stage.sightings.settle());
    assertDied(137);
    assertThat(((Fact.ContainerDied) stage.facts.getFirst()).oom()).isTrue();
    assertThat(stage.asked).isEmpty();
  }

  @Test
  @DisplayName("R18 that is told when enough happened elsewhere as well: it need not fall quiet")
  void crashesOnABusyEngine() {
    stage.event(1000, "kill", "signal", "15");
    stage.event(LATE, "die", "exitCode", "1");
    stage.another(LATE + 1999);
    assertThat(stage.facts).isEmpty();
    stage.another(LATE + 2000);
    assertDied(1);
  }

  @Test
  @DisplayName("R18 its death is told before it is forgotten")
  void nothingCanFollow() {
    stage.event(1000, "kill", "signal", "15");
    stage.event(LATE, "die", "exitCode", "1");
    stage.event(LATE + 10, "destroy");
    assertDied(1);
    assertThat(stage.sightings.areInDoubt()).isFalse();
  }

  @Test
  @DisplayName("R18 an engine that stops and has waited long for it wished nothing")
  void engineStops() {
    stage.engineIsGone = true;
    stage.event(1000, "kill", "signal", "15");
    stage.event(LATE, "die", "exitCode", "143");
    stage.event(LATE + 10, "stop");
    assertDied(143);
  }

  @Test
  @DisplayName("R38 one that took long while nobody watched was an operator's wish as well")
  void whileNobodyWatched() {
    SightingsStage later = new SightingsStage();
    later.past(1000, "kill", "signal", "15");
    later.past(LATE, "kill", "signal", "9");
    later.past(LATE + 110, "stop");
    later.found(LATE + 100, 137, LATE + 60_000);
    assertThat(later.facts)
        .hasExactlyElementsOfTypes(
            Fact.ContainerStarted.class, Fact.ContainerStoppedByOperator.class);
  }

  @Test
  @DisplayName("R18 what crashed while nobody watched, long after a stop signal, has died")
  void crashedWhileNobodyWatched() {
    SightingsStage later = new SightingsStage();
    later.past(-5000, "stop");
    later.past(1000, "kill", "signal", "15");
    later.found(LATE, 1, LATE + 60_000);
    assertThat(later.facts)
        .hasExactlyElementsOfTypes(Fact.ContainerStarted.class, Fact.ContainerDied.class);
  }

  @Test
  @DisplayName("R38 one whose end is found before its stop event is read is not judged before that")
  void foundInBetween() {
    stage.event(1000, "kill", "signal", "15");
    stage.found(LATE, 137, LATE + 100);
    assertThat(stage.facts).isEqualTo(List.of());
    stage.event(LATE + 110, "stop");
    assertStopped();
  }
}
