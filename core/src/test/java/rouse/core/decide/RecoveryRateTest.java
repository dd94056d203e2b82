package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.RecoveryRate;

@DisplayName("R18 B3 The rate of recoveries on a host")
class RecoveryRateTest {
  private static final List<InstanceId> TWELVE =
      IntStream.rangeClosed(1, 12).mapToObj(n -> id("m" + n)).toList();

  private final Scenario scenario = new Scenario();

  private static Specs.ModuleBuilder[] modules() {
    return TWELVE.stream().map(i -> docker(i.module())).toArray(Specs.ModuleBuilder[]::new);
  }

  private List<String> recovered() {
    return TWELVE.stream().flatMap(i -> scenario.commandsOf(i.module()).stream().skip(1)).toList();
  }

  @Test
  @DisplayName("twelve die at once: five are started at once, then one a second, each told once")
  void fiveAtOnce() {
    scenario.up(modules());
    TWELVE.forEach(i -> scenario.died(i, 137));
    assertThat(recovered()).hasSize(5);
    Instant first = scenario.now();
    for (int second = 1; second <= 7; second++) {
      scenario.pass(Duration.between(scenario.now(), first.plusSeconds(second)));
      assertThat(recovered()).hasSize(5 + second);
      assertThat(scenario.decisions(Decision.Deferred.class)).isEmpty();
    }
    scenario.pass(Duration.ofSeconds(20));
    assertThat(recovered()).hasSize(12);
  }

  @Test
  @DisplayName("a turn that is read late has lapsed: there are never more than five at once")
  void readLate() {
    scenario.up(modules());
    TWELVE.forEach(i -> scenario.died(i, 137));
    scenario.skip(Duration.ofMinutes(1)).tick();
    assertThat(scenario.commandIds()).hasSize(5);
    scenario.pass(Duration.ofSeconds(3));
    assertThat(recovered()).hasSize(12);
  }

  @Test
  @DisplayName("first starts, and what an operator wishes, do not wait")
  void wishes() {
    scenario.declare(Specs.platform(modules()));
    assertThat(scenario.commandIds()).hasSize(12);
  }

  @Test
  @DisplayName("dependencies come first, however long the queue is")
  void inOrder() {
    Specs.ModuleBuilder[] chain =
        Stream.concat(
                Stream.of(docker("db")), TWELVE.stream().map(i -> docker(i.module()).after("db")))
            .toArray(Specs.ModuleBuilder[]::new);
    scenario.up(chain);
    TWELVE.forEach(i -> scenario.died(i, 137));
    scenario.died(id("db"), 137);
    assertThat(recovered()).hasSize(5);
    scenario.pass(Duration.ofSeconds(1));
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/db/1/2");
    scenario.pass(Duration.ofSeconds(30));
    assertThat(recovered()).hasSize(5);
    scenario.bringUp(id("db"));
    assertThat(recovered()).hasSize(10);
    scenario.pass(Duration.ofSeconds(2));
    assertThat(recovered()).hasSize(12);
  }

  @Test
  @DisplayName("the file may say another rate")
  void anotherRate() {
    scenario.declare(
        new PlatformSpec(
            "ias",
            Stream.of(modules()).map(Specs.ModuleBuilder::build).toList(),
            List.of(),
            new RecoveryRate(2, Duration.ofSeconds(10)),
            null));
    TWELVE.forEach(scenario::bringUp);
    TWELVE.forEach(i -> scenario.died(i, 137));
    assertThat(recovered()).hasSize(2);
    scenario.pass(Duration.ofSeconds(20));
    assertThat(recovered()).hasSize(4);
  }
}
