package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;

/** The events are those that 20.10 sends. */
class SightingsTest {
  private static final Instant START = Instant.parse("2026-01-31T09:05:00Z");
  private static final String ID = "0123456789abcdef";
  private boolean engineIsGone;
  private final List<EngineEvent> asked = new ArrayList<>();
  private final Sightings sightings =
      new Sightings(
          new ContainerFacts(new HostId("host-1")),
          id -> Optional.of(running()),
          told -> {
            asked.add(told);
            return engineIsGone;
          });
  private final List<Fact> facts = new ArrayList<>();

  private static Inspection running() {
    ManagedContainer container =
        new ManagedContainer(
            ID,
            "ias-app-1",
            new InstanceId("ias", "app", 1),
            1,
            Optional.empty(),
            Optional.empty(),
            Phase.RUNNING,
            Optional.empty());
    return new Inspection(
        container,
        Optional.of(START),
        Optional.empty(),
        0,
        false,
        Optional.empty(),
        Optional.empty(),
        "",
        Signals.TERM);
  }

  @BeforeEach
  void start() {
    event(0, "start");
    facts.clear();
  }

  private void event(long ms, String action, String... attribute) {
    Map<String, String> attributes =
        attribute.length == 0 ? Map.of() : Map.of(attribute[0], attribute[1]);
    sightings.on(new EngineEvent(action, ID, attributes, START.plusMillis(ms))).stream()
        .map(Envelope::body)
        .forEach(facts::add);
  }

  private void ends(long ms) {
    event(ms, "kill", "signal", "15");
    event(ms + 100, "die", "exitCode", "143");
    event(ms + 110, "stop");
  }

  @Test
  @DisplayName("R38 docker stop is an operator's wish, told at the end and once")
  void stopped() {
    ends(1000);
    assertThat(facts).singleElement().isInstanceOf(Fact.ContainerStoppedByOperator.class);
    assertThat(asked).as("once, by what is newest").extracting("action").containsExactly("die");
  }

  @Test
  @DisplayName("R38 a stop that takes longer than usual is corrected when the engine says so")
  void stoppedSlowly() {
    event(1000, "kill", "signal", "15");
    event(41_000, "kill", "signal", "9");
    event(41_100, "die", "exitCode", "137");
    event(41_110, "stop");
    assertThat(facts)
        .extracting(Object::getClass)
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactly(Fact.ContainerDied.class, Fact.ContainerStoppedByOperator.class);
  }

  @Test
  @DisplayName(
      "R18 an engine that stops takes its containers with it: they died, and nobody wished it")
  void engineStops() {
    engineIsGone = true;
    ends(1000);
    assertThat(facts)
        .singleElement()
        .isInstanceOfSatisfying(
            Fact.ContainerDied.class, died -> assertThat(died.exitCode()).isEqualTo(143));
  }

  @Test
  @DisplayName("R18 the engine is gone before it told of the end: found dead afterwards")
  void engineStopsInTheMiddle() {
    engineIsGone = true;
    event(1000, "kill", "signal", "15");
    sightings.resync(List.of(), START.plusSeconds(5)).stream()
        .map(Envelope::body)
        .forEach(facts::add);
    assertThat(facts).singleElement().isInstanceOf(Fact.ContainerDied.class);
  }

  @Test
  @DisplayName("R38 docker kill with the stop signal is a wish as well")
  void killedWithTheStopSignal() {
    event(1000, "kill", "signal", "15");
    event(1100, "die", "exitCode", "143");
    assertThat(facts).singleElement().isInstanceOf(Fact.ContainerStoppedByOperator.class);
  }

  @Test
  @DisplayName("R18 docker kill with another signal is a crash, and costs no question")
  void killed() {
    event(1000, "kill", "signal", "9");
    event(1100, "die", "exitCode", "137");
    assertThat(facts).singleElement().isInstanceOf(Fact.ContainerDied.class);
    assertThat(asked).isEmpty();
  }

  @Test
  @DisplayName("What this executor ends itself is no news, and costs no question")
  void ours() {
    sightings.expectEnd(ID);
    ends(1000);
    assertThat(facts).isEmpty();
    assertThat(asked).isEmpty();
  }
}
