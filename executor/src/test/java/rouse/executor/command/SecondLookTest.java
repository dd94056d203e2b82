package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Command.Accusation;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.CommandFailed;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;

@DisplayName("R18 Before a container is stopped that was accused, it is looked at again")
class SecondLookTest {
  private static final InstanceId WEB = new InstanceId("shop", "web", 1);
  private static final Instant DECIDED = Instant.parse("2026-01-31T09:00:00Z");
  private Instant now = DECIDED;
  private Fact.Health health = Fact.Health.UNHEALTHY;
  private ContainerPhase phase = ContainerPhase.RUNNING;

  private final SecondLook look =
      new SecondLook(
          (ContainerRuntime)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {ContainerRuntime.class},
                  (proxy, method, arguments) -> Optional.of(inspection())),
          () -> now);

  private ManagedContainer container() {
    return new ManagedContainer(
        "id", "shop-web-1", WEB, 1, Optional.empty(), Optional.empty(), phase, Optional.empty());
  }

  private Inspection inspection() {
    return new Inspection(
        container(),
        Optional.of(DECIDED),
        Optional.empty(),
        0,
        false,
        Optional.ofNullable(health),
        Optional.empty(),
        "",
        15);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> looked(Accusation accused) {
    Command.Replace command =
        new Command.Replace(WEB, 2, null, DECIDED.plusSeconds(90), null, null, null, null, accused);
    return assertThatCode(() -> look.refuseInnocent(command, List.of(container())));
  }

  private static Accusation of(String what) {
    return new Accusation(what, DECIDED);
  }

  @Test
  @DisplayName("what the engine calls healthy again is left alone, and that is the answer")
  void healthy() {
    looked(of(Accusation.UNHEALTHY)).doesNotThrowAnyException();
    health = Fact.Health.HEALTHY;
    looked(of(Accusation.UNHEALTHY)).hasMessage(CommandFailed.HEALTHY_AGAIN);
    looked(of(Accusation.SILENT))
        .as("its check does not see every hang")
        .doesNotThrowAnyException();
    looked(null).as("somebody wished it").doesNotThrowAnyException();
    phase = ContainerPhase.ENDED;
    looked(of(Accusation.UNHEALTHY)).as("it has ended").doesNotThrowAnyException();
  }

  @Test
  @DisplayName("one whose check starts anew is not healthy yet")
  void starting() {
    health = Fact.Health.STARTING;
    looked(of(Accusation.UNHEALTHY)).doesNotThrowAnyException();
    health = null;
    looked(of(Accusation.UNHEALTHY)).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("of one whose silence is old news the decider is asked once; its answer counts")
  void silent() {
    now = DECIDED.plus(SecondLook.FRESH);
    looked(of(Accusation.SILENT)).doesNotThrowAnyException();
    now = now.plusMillis(1);
    looked(of(Accusation.SILENT)).hasMessage(CommandFailed.WAITED);
    looked(of(Accusation.SILENT)).as("clocks may differ").doesNotThrowAnyException();
    looked(of(Accusation.SILENT)).as("another silence").hasMessage(CommandFailed.WAITED);
    now = now.plus(SecondLook.ANSWERED).plusMillis(1);
    looked(of(Accusation.SILENT)).as("heard in between").hasMessage(CommandFailed.WAITED);
  }

  @Test
  @DisplayName("an accusation of a kind that is not known is taken as it is")
  void unknown() {
    now = DECIDED.plus(Duration.ofHours(1));
    looked(of("bored")).doesNotThrowAnyException();
  }
}
