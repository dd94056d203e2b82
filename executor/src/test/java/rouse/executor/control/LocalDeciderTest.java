package rouse.executor.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DesiredState;
import rouse.core.state.ObservedPhase;

@DisplayName("The core's decider, hosted in the executor")
class LocalDeciderTest {
  private static final HostId HOST = new HostId("here");
  private static final InstanceId BROKER = new InstanceId("ias", "broker", 1);
  private final FactFactory make = new FactFactory("/test", InstantSource.system());
  private final List<Envelope<Command>> commands = new CopyOnWriteArrayList<>();
  private final List<DecisionRecord> decisions = new CopyOnWriteArrayList<>();
  @TempDir Path folder;
  private LocalDecider decider;

  @AfterEach
  void close() {
    decider.close();
  }

  private void host(Function<Envelope<Command>, Envelope<Fact>> execution) {
    decider =
        new LocalDecider(
            "/test",
            new DeciderSnapshot(folder, "ias"),
            execution,
            c -> {},
            InstantSource.system());
    decider.onDecision(decisions::add);
    decider.resume();
  }

  private Envelope<Fact> succeeds(Envelope<Command> command) {
    commands.add(command);
    return make.of(
        new Fact.CommandSucceeded(
            command.id(),
            BROKER,
            command.body().incarnation(),
            "started",
            "c" + command.body().incarnation(),
            null,
            HOST));
  }

  private void declare() {
    ModuleSpec broker =
        new ModuleSpec(
                "broker", null, null, 1, null, null, null, null, null, null, false, false, null)
            .withDefinition("v1");
    decider.submit(
        make.of(
            new Fact.PlatformDeclared(new PlatformSpec("ias", List.of(broker), List.of()), HOST)));
  }

  private void awaitAlive(long incarnation) throws Exception {
    decider.submit(make.heard(BROKER, incarnation, 3));
    decider
        .when(
            state ->
                state.instance(BROKER).seen().incarnation() == incarnation
                        && state.instance(BROKER).seen().observed() == ObservedPhase.ALIVE
                    ? Optional.of(true)
                    : Optional.empty())
        .get(10, TimeUnit.SECONDS);
  }

  private void dies(long incarnation) {
    decider.submit(
        make.of(new Fact.ContainerDied(BROKER, incarnation, "c" + incarnation, 137, false, HOST)));
  }

  @Test
  @DisplayName("R38 starts what is declared, and brings back what died, with the next incarnation")
  void recovers() throws Exception {
    host(this::succeeds);
    declare();
    await().until(() -> commands.size() == 1);
    awaitAlive(1);
    dies(1);
    await().until(() -> commands.size() == 2);
    awaitAlive(2);
    assertThat(commands).extracting(c -> c.body().incarnation()).containsExactly(1L, 2L);
    assertThat(decisions)
        .extracting(DecisionRecord::body)
        .anyMatch(d -> d instanceof Decision.IncidentClosed c && c.outcome().equals("recovered"));
  }

  @Test
  @DisplayName("B6 what it knows is on disk: the next process goes on, and starts nothing twice")
  void remembers() throws Exception {
    host(this::succeeds);
    declare();
    await().until(() -> commands.size() == 1);
    awaitAlive(1);
    decider.close();
    commands.clear();
    host(this::succeeds);
    declare();
    awaitAlive(1);
    assertThat(commands).isEmpty();
    dies(1);
    await().until(() -> commands.size() == 1);
    assertThat(commands.getFirst().body().incarnation()).isEqualTo(2);
  }

  @Test
  @DisplayName("B5 a command that its process took to the grave is carried out by the next")
  void resumes() throws Exception {
    CountDownLatch killed = new CountDownLatch(1);
    host(
        command -> {
          commands.add(command);
          await().atMost(Duration.ofMinutes(1)).until(() -> killed.getCount() == 0);
          return succeeds(command);
        });
    declare();
    await().until(() -> commands.size() == 1);
    killed.countDown();
    decider.close();
    commands.clear();
    host(this::succeeds);
    await().until(() -> commands.size() == 1);
    assertThat(commands.getFirst().body().incarnation()).isEqualTo(1);
    awaitAlive(1);
  }

  @Test
  @DisplayName("B6 what somebody stopped stays so when its start is told once more by the engine")
  void toldAgain() throws Exception {
    host(this::succeeds);
    declare();
    awaitAlive(1);
    Envelope<Fact> started =
        make.of(new Fact.ContainerStarted(BROKER, 1, "c1", null, "v1", null, HOST));
    Envelope<Fact> stopped = make.of(new Fact.ContainerStoppedByOperator(BROKER, 1, "c1", HOST));
    decider.submit(started);
    decider.submit(stopped);
    awaitHeld();
    decider.close();
    host(this::succeeds);
    decider.submit(started);
    decider.submit(stopped);
    declare();
    awaitHeld();
    assertThat(commands).hasSize(1);
  }

  @Test
  @DisplayName("R38 what is held is not brought back, also not by the next process, until released")
  void held() throws Exception {
    host(this::succeeds);
    declare();
    awaitAlive(1);
    Envelope<Fact> hold = make.of(new Fact.HoldRequested("ias", "broker", "ops", null));
    decider.submit(hold);
    dies(1);
    awaitHeld();
    decider.close();
    commands.clear();
    host(this::succeeds);
    declare();
    decider.submit(hold);
    awaitHeld();
    assertThat(commands).isEmpty();
    decider.submit(make.of(new Fact.ReleaseRequested("ias", "broker", "ops")));
    await().until(() -> commands.size() == 1);
    // The log may tell of the hold once more.
    decider.close();
    host(this::succeeds);
    decider.submit(hold);
    awaitAlive(2);
    assertThat(decider.when(state -> Optional.of(state.instance(BROKER).desired())))
        .succeedsWithin(Duration.ofSeconds(10))
        .isEqualTo(DesiredState.RUNNING);
  }

  @Test
  @DisplayName("R38 a restart that somebody wants ends with a new container that has proved itself")
  void restarted() throws Exception {
    host(this::succeeds);
    declare();
    awaitAlive(1);
    Envelope<Fact> wish = make.of(new Fact.RestartRequested("ias", "broker", "ops", "new disk"));
    decider.submit(wish);
    decider.submit(wish);
    await().until(() -> commands.size() == 2);
    assertThat(commands.getLast().body()).isInstanceOf(Command.Replace.class);
    assertThat(commands.getLast().correlationId()).isEqualTo(wish.id());
    awaitAlive(2);
    assertThat(commands).hasSize(2);
    assertThat(decisions)
        .anyMatch(
            d ->
                d.body() instanceof Decision.InstanceAlive alive
                    && alive.incarnation() == 2
                    && wish.id().equals(d.correlationId()));
  }

  private void awaitHeld() throws Exception {
    decider
        .when(
            state ->
                state.instance(BROKER).desired() == DesiredState.HELD
                    ? Optional.of(true)
                    : Optional.empty())
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("a fact that no rule can bear is left out, and the next one is taken")
  void unbearable() throws Exception {
    host(this::succeeds);
    decider.submit(
        make.of(
            new Fact.DecisionReported("ias", HOST, "d", "c", null, "rouse.decision.None", "{}")));
    declare();
    await().until(() -> commands.size() == 1);
  }

  @Test
  @DisplayName("R38 what this process has just ordered is not carried out once more as left over")
  void orderedBeforeResume() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    host(this::succeeds);
    decider.close();
    decider =
        new LocalDecider(
            "/test",
            new DeciderSnapshot(folder, "ias"),
            command -> {
              commands.add(command);
              await().atMost(Duration.ofMinutes(1)).until(() -> over.getCount() == 0);
              return succeeds(command);
            },
            c -> {},
            InstantSource.system());
    declare();
    await().until(() -> commands.size() == 1);
    decider.resume();
    assertThat(decider.when(Optional::of)).succeedsWithin(Duration.ofSeconds(10));
    over.countDown();
    decider.close();
    // Each that is carried out is noted here twice.
    assertThat(commands).hasSize(2);
  }

  @Test
  @DisplayName("whoever waits when it closes is told so")
  void closing() throws Exception {
    host(this::succeeds);
    var never = decider.when(state -> Optional.empty());
    decider.close();
    assertThat(never).failsWithin(Duration.ofSeconds(10));
    assertThat(decider.when(state -> Optional.of(1))).failsWithin(Duration.ofSeconds(10));
  }

  @Test
  @DisplayName("whoever cannot be told of a decision keeps no command from being carried out")
  void deafListener() throws Exception {
    host(this::succeeds);
    decider.onDecision(
        decided -> {
          throw new IllegalStateException("a listener that fails");
        });
    declare();
    await().until(() -> commands.size() == 1);
    awaitAlive(1);
  }
}
