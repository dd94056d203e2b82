package rouse.executor.docker.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.SightingsStage;

/** The events are those that 20.10 sends. */
class ContainerTrackerTest {
  private final SightingsStage stage = new SightingsStage().started();

  private void ends(long ms) {
    stage.event(ms, "kill", "signal", "15");
    stage.event(ms + 100, "die", "exitCode", "143");
    stage.event(ms + 110, "stop");
  }

  @Test
  @DisplayName("R38 docker stop is an operator's wish, told at the end and once")
  void stopped() {
    ends(1000);
    assertThat(stage.facts).singleElement().isInstanceOf(Fact.ContainerStoppedByOperator.class);
    assertThat(stage.asked)
        .as("once, by what is newest")
        .extracting("action")
        .containsExactly("die");
  }

  @Test
  @DisplayName(
      "R18 an engine that stops takes its containers with it: they died, and nobody wished it")
  void engineStops() {
    stage.engineIsGone = true;
    ends(1000);
    assertThat(stage.facts)
        .singleElement()
        .isInstanceOfSatisfying(
            Fact.ContainerDied.class,
            died -> {
              assertThat(died.exitCode()).isEqualTo(143);
              assertThat(died.interrupted()).isTrue();
            });
  }

  @Test
  @DisplayName(
      "R38 exit 0 is finished work when the engine told of the end and ended it not itself")
  void finishedWork() {
    stage.event(1000, "die", "exitCode", "0");
    assertInterrupted(stage, false);

    SightingsStage remembered = new SightingsStage();
    remembered.past(1000, "die", "exitCode", "0");
    remembered.found(1000, 0, 5000);
    assertInterrupted(remembered, false);

    SightingsStage unseen = new SightingsStage();
    unseen.found(1000, 0, 5000);
    assertInterrupted(unseen, true);

    SightingsStage late = new SightingsStage().started();
    late.engineIsGone = true;
    late.event(1000, "kill", "signal", "15");
    late.event(28_000, "die", "exitCode", "0");
    late.event(28_010, "stop");
    assertInterrupted(late, true);
  }

  private static void assertInterrupted(SightingsStage stage, boolean interrupted) {
    assertThat(stage.facts)
        .last()
        .isInstanceOfSatisfying(
            Fact.ContainerDied.class,
            died -> assertThat(died.interrupted()).isEqualTo(interrupted));
  }

  @Test
  @DisplayName("R18 the engine is gone before it told of the end: found dead afterwards")
  void engineStopsInTheMiddle() {
    stage.engineIsGone = true;
    stage.event(1000, "kill", "signal", "15");
    stage.take(stage.sightings.resync(List.of(), SightingsStage.START.plusSeconds(5)));
    assertThat(stage.facts).singleElement().isInstanceOf(Fact.ContainerDied.class);
  }

  @Test
  @DisplayName("R38 docker kill with the stop signal is a wish as well")
  void killedWithTheStopSignal() {
    stage.event(1000, "kill", "signal", "15");
    stage.event(1100, "die", "exitCode", "143");
    assertThat(stage.facts).singleElement().isInstanceOf(Fact.ContainerStoppedByOperator.class);
  }

  @Test
  @DisplayName("R18 docker kill with another signal is a crash, and costs no question")
  void killed() {
    stage.event(1000, "kill", "signal", "9");
    stage.event(1100, "die", "exitCode", "137");
    assertThat(stage.facts).singleElement().isInstanceOf(Fact.ContainerDied.class);
    assertThat(stage.asked).isEmpty();
  }

  @Test
  @DisplayName("R38 docker pause is told, and so is its end")
  void paused() {
    stage.event(1000, "pause");
    stage.event(2000, "unpause");
    assertThat(stage.facts)
        .hasExactlyElementsOfTypes(Fact.ContainerPaused.class, Fact.ContainerUnpaused.class);
  }

  @Test
  @DisplayName("R38 a pause that was missed is found, once, and so is its end")
  void foundPaused() {
    stage.isThere(ContainerPhase.PAUSED, 5000);
    stage.isThere(ContainerPhase.PAUSED, 6000);
    stage.isThere(ContainerPhase.RUNNING, 7000);
    stage.isThere(ContainerPhase.RUNNING, 8000);
    assertThat(stage.facts)
        .hasExactlyElementsOfTypes(Fact.ContainerPaused.class, Fact.ContainerUnpaused.class);
  }

  @Test
  @DisplayName("R38 who has just begun to watch says of each that runs whether it is paused")
  void firstLook() {
    SightingsStage anew = new SightingsStage();
    anew.isThere(ContainerPhase.PAUSED, 5000);
    assertThat(anew.facts)
        .hasExactlyElementsOfTypes(Fact.ContainerStarted.class, Fact.ContainerPaused.class);
    SightingsStage next = new SightingsStage();
    next.isThere(ContainerPhase.RUNNING, 6000);
    assertThat(next.facts)
        .hasExactlyElementsOfTypes(Fact.ContainerStarted.class, Fact.ContainerUnpaused.class);
  }

  @Test
  @DisplayName("R38 a pause that its engine's restart ended is over")
  void startedAnewAfterAPause() {
    stage.event(1000, "pause");
    stage.isThereSince(ContainerPhase.RUNNING, 60_000, 70_000);
    assertThat(stage.facts)
        .hasExactlyElementsOfTypes(
            Fact.ContainerPaused.class, Fact.ContainerStarted.class, Fact.ContainerUnpaused.class);
  }

  @Test
  @DisplayName("R38 the unpause that belongs to an end of our own doing is no news")
  void unpausedToBeEnded() {
    stage.event(1000, "pause");
    stage.facts.clear();
    stage.sightings.expectEnd(SightingsStage.ID);
    stage.event(2000, "unpause");
    assertThat(stage.facts).isEmpty();
  }

  @Test
  @DisplayName("An address that is gone is found gone: no event tells of it")
  void disconnected() {
    stage.address = Optional.of("172.18.0.9");
    stage.isThere(ContainerPhase.RUNNING, 5000);
    assertThat(stage.running().container().ip()).hasValue("172.18.0.9");
    stage.address = Optional.empty();
    stage.isThere(ContainerPhase.RUNNING, 6000);
    assertThat(stage.running().container().ip()).isEmpty();
  }

  @Test
  @DisplayName("What this executor ends itself is no news, and costs no question")
  void ours() {
    stage.sightings.expectEnd(SightingsStage.ID);
    ends(1000);
    assertThat(stage.facts).isEmpty();
    assertThat(stage.asked).isEmpty();
  }
}
