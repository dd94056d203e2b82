package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rouse.contracts.event.Fact;
import rouse.contracts.status.WhyNot;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.PlatformState;
import rouse.core.why.Obstacles;

@DisplayName("Why nothing is done about an instance")
class WhyNotTest {
  private static final Instant BEAT = Instant.parse("2026-01-31T09:04:59.500Z");

  private static WhyNot of(PlatformState state, InstanceState i) {
    return Obstacles.of(state, i, new Obstacles.Sight(null, "watching", BEAT, null));
  }

  private static List<String> kinds(Scenario s, String module) {
    return of(s.state, s.instance(module)).holds().stream().map(WhyNot.Hold::kind).toList();
  }

  /** What happened to {@code app}, which depends on {@code db}, and what holds Rouse back then. */
  static Stream<Arguments> holds() {
    return Stream.of(
        told("it was just declared", s -> declared(s).bringUp(id("db")), "acting"),
        told("what it depends on does not run", WhyNotTest::declared, "dependency"),
        told(
            "it runs and was not heard",
            s -> declared(s).bringUp(id("db")).succeed(id("app")),
            "starting"),
        told("it is alive", WhyNotTest::up, "alive"),
        told(
            "it is held",
            s -> up(s).fact(new Fact.HoldRequested("ias", "app", "ana", null)),
            "held"),
        told(
            "somebody stopped it by hand",
            s -> up(s).fact(new Fact.ContainerStoppedByOperator(id("app"), 1, container(), HOST)),
            "stopped"),
        told(
            "somebody paused it",
            s -> up(s).fact(new Fact.ContainerPaused(id("app"), 1, container(), HOST)),
            "paused"),
        told("it died, and is started", s -> up(s).died(id("app"), 1), "acting"),
        told("its second attempt has a time", WhyNotTest::backsOff, "backoff"),
        told("its budget is spent", WhyNotTest::spent, "quarantined"),
        told(
            "it came back and failed before",
            s -> relapsed(s).proves(id("app")),
            "settling",
            "alive"),
        told(
            "its host is silent",
            s ->
                up(s)
                    .fact(new Fact.HostSilent("ias", HOST, null, s.now(), s.now()))
                    .died(id("app"), 1),
            "host-silent"),
        told(
            "what it depends on died with it",
            s -> up(s).died(id("db"), 1).died(id("app"), 1),
            "dependency"),
        told(
            "the platform was taken down",
            s -> up(s).fact(new Fact.PlatformWithdrawn("ias", "ana")),
            "down"),
        told("it says that it is not well", s -> up(s).fact(unwell()), "alive", "unwell"));
  }

  private static Arguments told(String what, Consumer<Scenario> story, String... kinds) {
    return Arguments.of(what, story, List.of(kinds));
  }

  private static Scenario declared(Scenario s) {
    return s.declare(Specs.platform(docker("db"), self("app").after("db")));
  }

  private static Scenario up(Scenario s) {
    return declared(s).bringUp(id("db")).bringUp(id("app"));
  }

  private static Scenario backsOff(Scenario s) {
    return up(s).died(id("app"), 1).fail(id("app"), "no such image");
  }

  private static Scenario spent(Scenario s) {
    backsOff(s);
    for (int attempt = 2; attempt <= 5; attempt++) {
      s.afterPause(id("app")).fail(id("app"), "no such image");
    }
    return s;
  }

  private static Scenario relapsed(Scenario s) {
    return up(s).comesBack(id("app"), 1).proves(id("app")).comesBack(id("app"), 2);
  }

  private static String container() {
    return Scenario.container(id("app"), 1);
  }

  private static Fact unwell() {
    return new Fact.HealthChanged(id("app"), 1, Fact.Health.UNHEALTHY, "module");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("holds")
  @DisplayName("B7 names what holds Rouse back")
  void names(String what, Consumer<Scenario> story, List<String> kinds) {
    Scenario s = new Scenario();
    story.accept(s);
    assertThat(kinds(s, "app")).containsSubsequence(kinds).startsWith(kinds.getFirst());
  }

  @Test
  @DisplayName("says until when, since when and by whom")
  void numbers() {
    Scenario s = new Scenario();
    backsOff(s);
    WhyNot.Hold backoff = of(s.state, s.instance("app")).holds().getFirst();
    assertThat(backoff.until()).isEqualTo(s.instance("app").effort().timer().at());

    s.fact(new Fact.HoldRequested("ias", "app", "ana", "new disk", Duration.ofMinutes(30)));
    Instant at = s.now();
    WhyNot held =
        Obstacles.of(
            s.state,
            s.instance("app"),
            new Obstacles.Sight(at, "watching", BEAT, new Obstacles.HeldBy(at, "ana", "new disk")));
    assertThat(held.summary()).contains("since " + at, "by ana", "new disk", "rouse release app");
    assertThat(held.holds().getFirst().until()).isEqualTo(at.plus(Duration.ofMinutes(30)));
  }

  @Test
  @DisplayName("of what is alive it says the last beat, and when silence would be a failure")
  void alive() {
    Scenario s = new Scenario();
    up(s);
    WhyNot answer = of(s.state, s.instance("app"));
    assertThat(answer.summary()).contains("its last beat came at " + BEAT);
    assertThat(answer.conditions())
        .anySatisfy(c -> assertThat(c).contains(BEAT.plusSeconds(3).toString()))
        .anySatisfy(c -> assertThat(c).contains("rouse restart app"));
  }

  @Test
  @DisplayName("an observer that does not watch is said with the rest")
  void blind() {
    Scenario s = new Scenario();
    up(s);
    WhyNot answer =
        Obstacles.of(
            s.state, s.instance("app"), new Obstacles.Sight(null, "restoring", null, null));
    assertThat(answer.holds()).extracting(WhyNot.Hold::kind).containsExactly("alive", "blind");
  }

  @Test
  @DisplayName("has an answer for whatever is wanted and seen")
  void everyState() {
    for (DesiredState desired : DesiredState.values()) {
      for (ObservedPhase seen : ObservedPhase.values()) {
        Scenario s = new Scenario();
        up(s);
        s.state.put(
            InstanceState.unseen(id("app"), desired)
                .with(ObservedState.newer(1, seen, s.now()).knowing("c", null, "v1")));
        WhyNot answer = of(s.state, s.instance("app"));
        assertThat(answer.holds()).as(desired + " and " + seen).isNotEmpty();
        assertThat(answer.conditions()).as(desired + " and " + seen).isNotEmpty();
        assertThat(Stream.concat(answer.conditions().stream(), Stream.of(answer.summary())))
            .as(desired + " and " + seen)
            .allSatisfy(text -> assertThat(text).endsWith(".").doesNotContain("null"));
      }
    }
  }
}
