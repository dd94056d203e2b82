package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;

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
