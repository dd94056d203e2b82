package rouse.executor.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformState;
import rouse.core.state.recovery.InstanceTimer;

/** Each process of the executor begins with what the one before it had written. */
@DisplayName("What the control plane's decider remembers")
class DeciderSnapshotTest {
  private static final HostId HOST = new HostId("here");
  private static final InstanceId BROKER = new InstanceId("ias", "broker", 1);

  /** Longer than the longest pause between two attempts. */
  private static final Duration PAUSE = Duration.ofSeconds(80);

  private final List<Envelope<Command>> commands = new CopyOnWriteArrayList<>();
  private final List<DecisionRecord> decisions = new CopyOnWriteArrayList<>();
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");
  private final FactFactory make = new FactFactory("/test", () -> now);
  private LocalDecider decider;

  @AfterEach
  void close() {
    decider.close();
  }

  private void nextProcess() {
    if (decider != null) {
      decider.close();
    }
    decider =
        new LocalDecider(
            "/test", new DeciderSnapshot(folder, "ias"), this::succeeds, c -> {}, () -> now);
    decider.onDecision(decisions::add);
    decider.resume();
  }

  private Envelope<Fact> succeeds(Envelope<Command> command) {
    commands.add(command);
    long incarnation = command.body().incarnation();
    return make.of(
        new Fact.CommandSucceeded(
            command.id(), BROKER, incarnation, "started", "c" + incarnation, null, HOST));
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

  /** It is started, and proves itself. */
  private void boot() {
    nextProcess();
    declare();
    awaitIncarnation(1);
    decider.submit(make.heard(BROKER, 1, 3));
  }

  private void awaitIncarnation(long incarnation) {
    await()
        .untilAsserted(
            () -> {
              assertThat(broker().seen().incarnation()).isEqualTo(incarnation);
              assertThat(broker().effort().inFlight()).isNull();
            });
  }

  private void dies(long incarnation) {
    decider.submit(
        make.of(new Fact.ContainerDied(BROKER, incarnation, "c" + incarnation, 137, false, HOST)));
  }

  private void stopByHand() {
    decider.submit(make.of(new Fact.ContainerStoppedByOperator(BROKER, 1, "c1", HOST)));
    assertThat(broker().desired()).isEqualTo(DesiredState.HELD);
  }

  /** After all that was submitted. */
  private InstanceState broker() {
    return ask(state -> Optional.ofNullable(state.instance(BROKER)));
  }

  private <T> T ask(Function<PlatformState, Optional<T>> question) {
    return decider.when(question).orTimeout(10, TimeUnit.SECONDS).join();
  }

  private Path file() {
    return folder.resolve("control-plane.json");
  }

  @Test
  @DisplayName("B6 a restarted executor keeps the pause before the next attempt")
  void keepsBackoff() {
    boot();
    dies(1);
    awaitIncarnation(2);
    dies(2);
    InstanceTimer retry = broker().effort().timer();
    assertThat(retry.kind()).isEqualTo(InstanceTimer.Kind.RETRY);
    nextProcess();
    assertThat(broker().effort().timer()).isEqualTo(retry);
    assertThat(broker().attempts()).hasSize(1);
  }

  @Test
  @DisplayName(
      "B6 a restarted executor keeps the budget: quarantined after five attempts, said once")
  void keepsBudget() {
    boot();
    for (int run = 1; run <= 5; run++) {
      dies(run);
      assertThat(broker().incident()).isNotNull();
      now = now.plus(PAUSE);
      nextProcess();
      awaitIncarnation(run + 1);
    }
    dies(6);
    assertThat(broker().incident().quarantined()).isTrue();
    nextProcess();
    assertThat(broker().incident().quarantined()).isTrue();
    // One whose outcome its process did not live to hear is carried out again by the next.
    assertThat(commands.stream().map(Envelope::id).distinct()).hasSize(6);
    assertThat(decisions)
        .extracting(DecisionRecord::body)
        .filteredOn(Decision.Quarantined.class::isInstance)
        .hasSize(1);
    assertThat(decisions)
        .extracting(DecisionRecord::body)
        .filteredOn(d -> d instanceof Decision.AlertRaised a && a.kind().equals("quarantine"))
        .hasSize(1);
    now = now.plus(Duration.ofMinutes(11));
    nextProcess();
    awaitIncarnation(7);
  }

  @Test
  @DisplayName("B6 a restarted executor keeps what is held")
  void keepsHold() {
    boot();
    decider.submit(make.of(new Fact.HoldRequested("ias", "broker", "ops", null)));
    dies(1);
    nextProcess();
    declare();
    assertThat(broker().desired()).isEqualTo(DesiredState.HELD);
    assertThat(commands).hasSize(1);
  }

  @Test
  @DisplayName("B6 what a kill left half written beside the snapshot is passed over")
  void killedBeforeTheRename() throws Exception {
    boot();
    stopByHand();
    decider.close();
    Files.writeString(folder.resolve("control-plane.json.new"), "{\"layout\":1,\"hea");
    nextProcess();
    declare();
    assertThat(broker().desired()).isEqualTo(DesiredState.HELD);
    decider.submit(make.of(new Fact.ReleaseRequested("ias", "broker", "ops")));
    awaitIncarnation(2);
    nextProcess();
    assertThat(broker().seen().incarnation()).isEqualTo(2);
  }

  @Test
  @DisplayName("R38 B6 an unreadable snapshot is kept aside; the one before it counts")
  void unreadable() throws Exception {
    boot();
    stopByHand();
    decider.submit(make.of(new Fact.HoldRequested("ias", "broker", "ops", null)));
    decider.close();
    Files.writeString(file(), "{\"layout\":1,\"hea");
    nextProcess();
    declare();
    assertThat(broker().desired()).isEqualTo(DesiredState.HELD);
    assertThat(commands).hasSize(1);
    assertThat(folder.resolve("control-plane.json.unreadable")).content().startsWith("{\"layout");
  }

  @Test
  @DisplayName("a snapshot of a layout that this version does not know is kept aside, not misread")
  void anotherLayout() throws Exception {
    Files.writeString(file(), "{\"layout\":99,\"header\":null,\"instances\":[],\"runs\":[]}");
    boot();
    assertThat(commands).hasSize(1);
    assertThat(folder.resolve("control-plane.json.unreadable")).content().contains("99");
    assertThat(file()).content().startsWith("{\"layout\":1,");
  }

  @Test
  @DisplayName("a snapshot of a newer version is read; what it wants without a known word is left")
  void newerVersion() throws Exception {
    boot();
    broker();
    decider.close();
    String later =
        Files.readString(file())
            .replaceFirst("\"layout\":1,", "\"layout\":2,\"fromLater\":{},")
            .replace("\"desired\":\"RUNNING\"", "\"desired\":\"ASLEEP\"");
    assertThat(later).contains("fromLater", "ASLEEP");
    Files.writeString(file(), later);
    nextProcess();
    assertThat(broker().desired()).isEqualTo(DesiredState.HELD);
    dies(1);
    assertThat(broker().seen().observed()).isEqualTo(ObservedPhase.DEAD);
    assertThat(commands).as("of the process before").hasSize(1);
  }

  @Test
  @DisplayName("B6 what the disk did not take is not lost when a later fact cannot be borne")
  void fullDisk() throws Exception {
    boot();
    broker();
    // Where the next snapshot would be written there is a folder now.
    Files.createDirectories(folder.resolve("control-plane.json.new/full"));
    stopByHand();
    decider.submit(
        make.of(
            new Fact.DecisionReported("ias", HOST, "d", "c", null, "rouse.decision.None", "{}")));
    assertThat(broker().desired()).isEqualTo(DesiredState.HELD);
    assertThat(commands).hasSize(1);
  }
}
