package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DecisionRecord;

@DisplayName("R18 B3 Silent instances whose containers run")
class BrakeTest {
  private static final List<InstanceId> SIX =
      IntStream.rangeClosed(1, 6).mapToObj(n -> id("m" + n)).toList();

  private final Scenario scenario = new Scenario();

  @BeforeEach
  void up() {
    scenario.up(SIX.stream().map(i -> self(i.module())).toArray(Specs.ModuleBuilder[]::new));
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

  @Test
  @DisplayName("all at once: two are replaced, the others wait, each told once with its time")
  void twoWithinTenSeconds() {
    List<Decision> decisions = allSilent();
    assertThat(of(Decision.CommandIssued.class, decisions)).hasSize(2);
    assertThat(of(Decision.Deferred.class, decisions))
        .extracting(Decision.Deferred::instance)
        .containsExactlyElementsOf(SIX.subList(2, 6));
    assertThat(of(Decision.Deferred.class, decisions))
        .allMatch(deferred -> deferred.reason().startsWith("brake: no more than 2 "));
    assertThat(of(Decision.Deferred.class, decisions))
        .extracting(d -> Duration.between(scenario.now(), d.until()).toSeconds())
        .containsExactly(9L, 9L, 19L, 19L);

    scenario.pass(Duration.ofSeconds(9));
    assertThat(scenario.decisions()).isEmpty();
    scenario.pass(Duration.ofSeconds(1));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/m3/1/2", "replace/ias/m4/1/2");
    scenario.pass(Duration.ofSeconds(10));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/m5/1/2", "replace/ias/m6/1/2");
    assertThat(scenario.decisions(Decision.Deferred.class)).isEmpty();
  }

  @Test
  @DisplayName("whose beats return while they wait are not touched, and nobody waits for them")
  void beatsReturn() {
    allSilent();
    SIX.subList(2, 6).forEach(scenario::proves);
    scenario.pass(Duration.ofSeconds(9));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.pass(Duration.ofSeconds(30));
    assertThat(scenario.commandsOf("m3")).hasSize(1);
    scenario.silent(SIX.get(5));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/m6/1/2");
  }

  @Test
  @DisplayName("are recovered at once when Docker says that they have ended")
  void deathIsConfirmed() {
    allSilent();
    scenario.died(SIX.get(5), 137);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/m6/1/2");
  }

  @Test
  @DisplayName("wait also when what was due is read late: never more than two within ten seconds")
  void readLate() {
    allSilent();
    scenario.skip(Duration.ofMinutes(2)).tick();
    assertThat(scenario.commandIds()).hasSize(2);
    assertThat(scenario.decisions(Decision.Deferred.class)).hasSize(2);
    scenario.pass(Duration.ofSeconds(10));
    assertThat(scenario.commandIds()).hasSize(2);
  }

  @Test
  @DisplayName("deaths that Docker tells of know no brake of this kind")
  void deaths() {
    SIX.forEach(i -> scenario.died(i, 137));
    assertThat(SIX).allMatch(i -> scenario.commandsOf(i.module()).size() == 2);
  }

  @Test
  @DisplayName("that waited, returned, and die before they stayed alive have the pause of others")
  void turnIsNoShortcut() {
    InstanceId last = SIX.get(5);
    scenario.died(last, 1).succeed(last).proves(last);
    allSilent();
    scenario.pass(Duration.ofSeconds(2));
    assertThat(scenario.decisions(Decision.Deferred.class).getLast().reason())
        .startsWith("brake: ");
    scenario.proves(last).died(last, 1);
    assertThat(scenario.decisions(Decision.Deferred.class))
        .singleElement()
        .matches(d -> d.reason().startsWith("backoff "));
    assertThat(scenario.commandIds()).isEmpty();
  }
}
