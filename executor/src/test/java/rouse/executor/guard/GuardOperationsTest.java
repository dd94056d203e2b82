package rouse.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static rouse.executor.guard.GuardedContainerSamples.container;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Command;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.executor.command.CommandRefusedException;
import rouse.executor.command.CommandResult;
import rouse.executor.command.InPlaceRestart;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.RunNumbers;

@DisplayName("What a guard does to a container")
class GuardOperationsTest {
  private static final InstanceId WEB = new InstanceId("shop", "web", 1);
  private static final Instant DEADLINE = Instant.now().plusSeconds(60);
  @TempDir Path folder;

  /** What the engine says of the container, look by look; the last stays. */
  private final Deque<List<ManagedContainer>> looks = new ArrayDeque<>();

  private Optional<Fact.Health> health = Optional.empty();
  private final List<String> done = new ArrayList<>();
  private final List<InstanceId> removed = new ArrayList<>();

  private GuardOperations operations() {
    RunNumbers numbers = new RunNumbers(folder.resolve("runs.json"));
    numbers.of(WEB, "id-web-1", Instant.EPOCH);
    InvocationHandler engine =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "list" -> looks.size() > 1 ? looks.poll() : looks.peek();
              case "inspect" -> looks.peek().stream().map(this::inspection).findFirst();
              default -> {
                done.add(method.getName() + " " + arguments[0]);
                yield null;
              }
            };
    ContainerRuntime runtime =
        (ContainerRuntime)
            Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ContainerRuntime.class}, engine);
    return new GuardOperations(
        runtime,
        new InPlaceRestart(
            runtime, numbers, id -> done.add("expect"), id -> done.add("evidence"), Runnable::run),
        instance -> Duration.ofSeconds(10),
        removed::add,
        Runnable::run,
        Clock.systemUTC());
  }

  private Inspection inspection(ManagedContainer container) {
    return new Inspection(
        container,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        0,
        false,
        health,
        Optional.empty(),
        "",
        15);
  }

  private void found(ContainerPhase... phases) {
    for (ContainerPhase phase : phases) {
      looks.add(List.of(container("web", 1, 1, phase)));
    }
  }

  private CommandResult ensureRunning() {
    return operations().ensureRunning("c", new Command.EnsureRunning(WEB, 2, "here", DEADLINE));
  }

  private CommandResult replace(boolean overrulesPause) {
    Command.Replace command = new Command.Replace(WEB, 2, "here", DEADLINE, null, overrulesPause);
    return operations().replace("c", command, Duration.ofSeconds(1));
  }

  @Test
  @DisplayName("R4 one that has ended is started, after its evidence was taken")
  void starts() {
    found(ContainerPhase.ENDED);
    ensureRunning();
    assertThat(done).containsExactly("evidence", "start id-web-1");
  }

  @Test
  @DisplayName("R5 one that hangs is restarted, and its end is expected")
  void restarts() {
    found(ContainerPhase.RUNNING);
    replace(false);
    assertThat(done).containsExactly("evidence", "expect", "restart id-web-1");
  }

  @Test
  @DisplayName("what runs is left alone")
  void runs() {
    found(ContainerPhase.RUNNING);
    assertThat(ensureRunning().result()).isEqualTo(CommandResult.ALREADY_RUNNING);
    assertThat(done).isEmpty();
  }

  @Test
  @DisplayName("what the engine's restart policy is about to start is left to it")
  void leftToTheEngine() {
    found(ContainerPhase.RESTARTING, ContainerPhase.RESTARTING, ContainerPhase.RUNNING);
    assertThat(ensureRunning().result()).isEqualTo(CommandResult.ALREADY_RUNNING);
    assertThat(done).isEmpty();
  }

  @Test
  @DisplayName("when the engine has given up, it is started")
  void givenUp() {
    found(ContainerPhase.RESTARTING, ContainerPhase.RESTARTING, ContainerPhase.ENDED);
    ensureRunning();
    assertThat(done).containsExactly("evidence", "start id-web-1");
  }

  @Test
  @DisplayName("R38 what somebody paused is left alone, unless the command says otherwise")
  void paused() {
    found(ContainerPhase.PAUSED);
    assertThatThrownBy(() -> replace(false))
        .isInstanceOf(CommandRefusedException.class)
        .hasMessage(Fact.CommandFailed.PAUSED);
    replace(true);
    assertThat(done).contains("restart id-web-1");
  }

  @Test
  @DisplayName("R18 one that is healthy again before its restart is left alone")
  void healthyAgain() {
    health = Optional.of(Fact.Health.HEALTHY);
    found(ContainerPhase.RUNNING);
    Command.Accusation accused =
        new Command.Accusation(Command.Accusation.UNHEALTHY, Instant.now());
    Command.Replace command =
        new Command.Replace(WEB, 2, "here", DEADLINE, null, null, null, null, accused);
    assertThatThrownBy(() -> operations().replace("c", command, Duration.ofSeconds(1)))
        .hasMessage(Fact.CommandFailed.HEALTHY_AGAIN);
    assertThat(done).isEmpty();
    replace(false);
    assertThat(done).as("somebody wants it").contains("restart id-web-1");
  }

  @Test
  @DisplayName("a container that was removed is told as stopped, and nothing is made in its place")
  void gone() {
    looks.add(List.of());
    assertThatThrownBy(this::ensureRunning).isInstanceOf(CommandRefusedException.class);
    assertThat(removed).containsExactly(WEB);
    assertThat(done).isEmpty();
  }

  @Test
  @DisplayName("a retired one is never removed")
  void retired() {
    Command.Retire retire = new Command.Retire(WEB, 2, "here", DEADLINE, Duration.ZERO);
    assertThat(operations().retire(retire).result()).isEqualTo(CommandResult.RETIRED);
    assertThat(done).isEmpty();
  }
}
