package rouse.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;

@DisplayName("What ended while no guard looked")
class AwayEndsTest {
  private static final InstanceId WEB = new InstanceId("shop", "web", 1);

  private static Envelope<Fact> died(int exitCode, boolean oom, boolean unseen) {
    return Envelope.of(
        "died/c/1",
        "/executor/here",
        Instant.EPOCH,
        new Fact.ContainerDied(WEB, 1, "c", exitCode, oom, unseen, new HostId("here")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 137, 143})
  @DisplayName("R38 with a code that a stop leaves behind was stopped by somebody")
  void stopped(int exitCode) {
    Envelope<Fact> told = new AwayEnds(id -> false, false).apply(died(exitCode, false, true));
    assertThat(told.id()).isEqualTo("stopped/c/1");
    assertThat(told.body()).isInstanceOf(Fact.ContainerStoppedByOperator.class);
  }

  @Test
  @DisplayName("by itself, out of memory, or with the machine is a death")
  void died() {
    AwayEnds away = new AwayEnds(id -> false, false);
    assertThat(away.apply(died(1, false, true)).body()).isInstanceOf(Fact.ContainerDied.class);
    assertThat(away.apply(died(137, true, true)).body()).isInstanceOf(Fact.ContainerDied.class);
    assertThat(new AwayEnds(id -> false, true).apply(died(137, false, true)).body())
        .isInstanceOf(Fact.ContainerDied.class);
  }

  @Test
  @DisplayName("in the middle of a restart that a guard had ordered is a death")
  void ordered() {
    assertThat(new AwayEnds("c"::equals, false).apply(died(137, false, true)).body())
        .isInstanceOf(Fact.ContainerDied.class);
  }

  @Test
  @DisplayName("what is seen to end is what the engine's events tell, also later")
  void seen() {
    AwayEnds away = new AwayEnds(id -> false, false);
    assertThat(away.apply(died(137, false, false)).body()).isInstanceOf(Fact.ContainerDied.class);
    away.over();
    assertThat(away.apply(died(137, false, true)).body()).isInstanceOf(Fact.ContainerDied.class);
  }
}
