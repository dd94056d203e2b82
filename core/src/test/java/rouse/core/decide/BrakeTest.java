package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.BrakePolicy;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.state.DecisionRecord;
import rouse.core.status.StatusViews;
import rouse.core.step.Alerts;
import rouse.core.why.Obstacles;

@DisplayName("R18 B3 The brake against silence of many")
class BrakeTest {
  private static final List<InstanceId> SIX = many(6);

  private final Scenario scenario = new Scenario();

  private static List<InstanceId> many(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> id("m" + n)).toList();
  }

  private static Specs.ModuleBuilder[] modules(int count) {
    return many(count).stream().map(i -> self(i.module())).toArray(Specs.ModuleBuilder[]::new);
  }

  private void up() {
    scenario.up(modules(6));
  }

  private List<Decision> allSilent() {
    return SIX.stream()
        .flatMap(i -> scenario.silent(i).last().stream())
        .map(DecisionRecord::body)
        .toList();
  }

  private static <D> Stream<D> of(Class<D> type, List<Decision> decisions) {
    return decisions.stream().filter(type::isInstance).map(type::cast);
  }

  private long alerts(String kind) {
    return scenario.all.stream()
        .map(DecisionRecord::body)
        .filter(d -> d instanceof Decision.AlertRaised a && a.kind().equals(kind))
        .count();
  }

  private List<String> attention() {
    return StatusViews.status(scenario.state, scenario.now(), null, key -> null).attention();
  }

  private List<String> replaced() {
    return SIX.stream().flatMap(i -> scenario.commandsOf(i.module()).stream().skip(1)).toList();
  }

  @Test
  @DisplayName("half fall silent: one was replaced, the others wait, each told once, one alert")
  void applied() {
    up();
    List<Decision> decisions = allSilent();
    assertThat(replaced()).containsExactly("replace/ias/m1/1/2");
    assertThat(of(Decision.BrakeApplied.class, decisions))
        .singleElement()
        .matches(d -> d.silent() == 3 && d.beating() == 6)
        .matches(d -> d.reason().startsWith("3 of 6 instances that beat themselves fell silent "));
    assertThat(alerts(Alerts.BRAKE)).isEqualTo(1);
    assertThat(of(Decision.Deferred.class, decisions))
        .filteredOn(d -> d.until() == null)
        .extracting(Decision.Deferred::instance)
        .containsExactlyInAnyOrderElementsOf(SIX.subList(1, 6));
    assertThat(of(Decision.Deferred.class, decisions))
        .allMatch(d -> d.reason().startsWith("brake: "));
    assertThat(of(Decision.AlertRaised.class, decisions))
        .filteredOn(a -> a.kind().equals(Alerts.DOWN))
        .extracting(Decision.AlertRaised::inhibitedBy)
        .containsExactly(null, null, "ias", "ias", "ias", "ias");

    scenario.pass(Duration.ofSeconds(50));
    assertThat(scenario.decisions()).isEmpty();
  }

  @Test
  @DisplayName("beats return: it is released at once, and nothing that lives is touched")
  void beatsReturn() {
    up();
    allSilent();
    scenario.succeed(SIX.getFirst()).proves(SIX.getFirst());
    SIX.subList(1, 5).forEach(scenario::proves);
    assertThat(scenario.all.stream().map(DecisionRecord::body))
        .filteredOn(Decision.BrakeReleased.class::isInstance)
        .singleElement()
        .matches(d -> !((Decision.BrakeReleased) d).heard());
    scenario.proves(SIX.get(5));
    scenario.pass(Duration.ofMinutes(2));
    assertThat(replaced()).containsExactly("replace/ias/m1/1/2");
    assertThat(alerts(Alerts.BRAKE)).isEqualTo(1);
    scenario.silent(SIX.get(5));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/m6/1/2");
  }

  @Test
  @DisplayName(
      "what stays silent when the others are back may be heard for a moment, and is replaced")
  void oneStaysSilent() {
    up();
    allSilent();
    scenario.succeed(SIX.getFirst()).proves(SIX.getFirst());
    SIX.subList(1, 5).forEach(scenario::proves);
    assertThat(scenario.commandIds()).isEmpty();
    scenario.pass(Duration.ofSeconds(4));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/m6/1/2");
  }

  @Test
  @DisplayName(
      "one that was replaced is heard after a minute and others are not: they follow at the rate")
  void probeIsHeard() {
    up();
    allSilent();
    scenario.succeed(SIX.getFirst()).proves(SIX.getFirst());
    scenario.pass(Duration.ofSeconds(59));
    assertThat(replaced()).hasSize(1);
    scenario.pass(Duration.ofSeconds(2));
    assertThat(scenario.decisions(Decision.BrakeReleased.class))
        .singleElement()
        .matches(Decision.BrakeReleased::heard);
    assertThat(replaced()).as("their beats may stand unread").hasSize(1);
    scenario.pass(Duration.ofSeconds(4));
    assertThat(replaced()).hasSize(6);
  }

  @Test
  @DisplayName("nothing is heard: the one that was replaced is the probe, again and more seldom")
  void nothingIsHeard() {
    up();
    allSilent();
    scenario.succeed(SIX.getFirst());
    for (int minute = 0; minute < 20; minute++) {
      scenario.pass(Duration.ofMinutes(1));
      if (scenario.instance("m1").effort().inFlight() != null) {
        scenario.succeed(SIX.getFirst());
      } else if (scenario.instance("m1").seen().isUp()) {
        scenario.silent(SIX.getFirst());
      }
    }
    assertThat(replaced()).allMatch(command -> command.startsWith("replace/ias/m1/1/"));
    assertThat(replaced()).hasSizeBetween(3, 6);
    assertThat(alerts(Alerts.BRAKE)).isEqualTo(1);
    assertThat(scenario.state.header().braking()).isNotNull();
  }

  @Test
  @DisplayName("none was replaced before: one is after a minute, the first in order of start")
  void probe() {
    scenario.declare(
        new PlatformSpec(
            "ias",
            Stream.of(modules(6)).map(Specs.ModuleBuilder::build).toList(),
            List.of(),
            null,
            new BrakePolicy(false, 34, 2, null, null)));
    SIX.forEach(scenario::bringUp);
    scenario.silent(SIX.getFirst());
    assertThat(replaced()).hasSize(1);
    scenario.silent(SIX.get(1)).succeed(SIX.getFirst()).proves(SIX.getFirst());
    SIX.subList(2, 6).forEach(scenario::silent);
    assertThat(scenario.state.header().braking()).isNotNull();
    assertThat(replaced()).hasSize(1);
  }

  @Test
  @DisplayName("a look that is due while Rouse is away is taken again: what beats is read first")
  void lookIsReadLate() {
    up();
    allSilent();
    scenario.succeed(SIX.getFirst()).silent(SIX.getFirst());
    scenario.skip(Duration.ofMinutes(2)).tick();
    assertThat(replaced()).containsExactly("replace/ias/m1/1/2");
    SIX.forEach(scenario::proves);
    scenario.pass(Duration.ofMinutes(2));
    assertThat(replaced()).containsExactly("replace/ias/m1/1/2");
  }

  @Test
  @DisplayName(
      "where every look seems late, since the host's clock is behind, it is taken all the same")
  void everyLookSeemsLate() {
    up();
    allSilent();
    scenario.succeed(SIX.getFirst()).silent(SIX.getFirst());
    scenario.skip(Duration.ofSeconds(65)).tick();
    assertThat(replaced()).hasSize(1);
    scenario.skip(Duration.ofSeconds(15)).tick();
    assertThat(replaced()).containsExactly("replace/ias/m1/1/2", "replace/ias/m1/1/3");
  }

  @Test
  @DisplayName("Docker confirms deaths under the brake: they are recovered at once")
  void deathIsConfirmed() {
    up();
    allSilent();
    scenario.died(SIX.get(5), 137);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/m6/1/2");
    assertThat(scenario.state.header().braking()).isNotNull();
    SIX.subList(1, 5).forEach(i -> scenario.died(i, 137));
    assertThat(scenario.state.header().braking()).isNull();
  }

  @Test
  @DisplayName("fewer than half, or fewer than three: they are replaced one after the other")
  void tooFew() {
    scenario.up(modules(8));
    many(3).forEach(scenario::silent);
    assertThat(scenario.state.header().braking()).isNull();
    scenario.pass(Duration.ofSeconds(5));
    assertThat(replaced())
        .containsExactly("replace/ias/m1/1/2", "replace/ias/m2/1/2", "replace/ias/m3/1/2");
  }

  @Test
  @DisplayName("silence that is told one by one over more than ten seconds is that of each alone")
  void oneByOne() {
    up();
    SIX.forEach(i -> scenario.silent(i).succeed(i).proves(i).pass(Duration.ofSeconds(6)));
    assertThat(scenario.all.stream().map(DecisionRecord::body))
        .noneMatch(Decision.BrakeApplied.class::isInstance);
    assertThat(replaced()).hasSize(6);
  }

  @Test
  @DisplayName("a new container that was never heard serves nobody, and counts for no brake")
  void neverHeard() {
    scenario.declare(Specs.platform(modules(6)));
    SIX.forEach(scenario::succeed);
    scenario.pass(Duration.ofSeconds(40));
    SIX.forEach(scenario::silent);
    assertThat(scenario.all.stream().map(DecisionRecord::body))
        .noneMatch(Decision.BrakeApplied.class::isInstance);
  }

  @Test
  @DisplayName("modules that executors beat for, and hosts that are silent, count for no brake")
  void othersCountForNone() {
    scenario.up(docker("d1"), docker("d2"), docker("d3"), self("m1"));
    Stream.of("d1", "d2", "d3").forEach(d -> scenario.silent(id(d)));
    assertThat(scenario.state.header().braking()).isNull();
    Scenario other = new Scenario();
    other.up(modules(6));
    other.fact(new Fact.HostSilent("ias", Scenario.HOST, null, other.now(), other.now()));
    SIX.forEach(other::silent);
    assertThat(other.state.header().braking()).isNull();
  }

  @Test
  @DisplayName("a wish is not braked, and the brake may be switched off")
  void wishesAndOff() {
    up();
    allSilent();
    scenario.fact(new Fact.RestartRequested("ias", "m4", "ops", null));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/m4/1/2");
    Scenario off = new Scenario();
    off.declare(
        new PlatformSpec(
            "ias",
            Stream.of(modules(6)).map(Specs.ModuleBuilder::build).toList(),
            List.of(),
            null,
            new BrakePolicy(true, 0, 0, null, null)));
    SIX.forEach(off::bringUp);
    SIX.forEach(off::silent);
    assertThat(off.state.header().braking()).isNull();
  }

  @Test
  @DisplayName("status, why not and its numbers speak of it")
  void isShown() {
    up();
    allSilent();
    assertThat(attention()).anyMatch(line -> line.startsWith("the brake is on since "));
    Obstacles.Sight sight = new Obstacles.Sight(scenario.now(), "watching", null, null);
    assertThat(Obstacles.of(scenario.state, scenario.instance("m4"), sight).holds())
        .extracting(h -> h.kind())
        .contains("brake");
    assertThat(scenario.all.stream().map(DecisionRecord::body).filter(Objects::nonNull))
        .filteredOn(Decision.BrakeApplied.class::isInstance)
        .hasSize(1);
  }
}
