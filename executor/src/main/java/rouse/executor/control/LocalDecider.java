package rouse.executor.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.core.decide.Decider;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformState;
import rouse.core.state.recovery.CommandInFlight;
import rouse.executor.bootstrap.BootException;

/**
 * Hosts the core's decider in this process: facts come from the engine and from probes, commands
 * are carried out here and their outcomes come back as facts. One thread owns the state; what a
 * fact changed is on disk before a command that follows from it is carried out.
 */
final class LocalDecider implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalDecider.class);
  private static final Duration LAST_FACTS = Duration.ofSeconds(2);

  /** A rule that fails on a timer would fail again at once. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final String source;
  private final DeciderSnapshot snapshot;
  private final LocalCommands commands;
  private final ForwardClock clock;
  private final List<Consumer<DecisionRecord>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Envelope<Fact>>> evidence = new CopyOnWriteArrayList<>();
  private final List<Condition<?>> conditions = new ArrayList<>();
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("local-decider").daemon().factory());
  private PlatformState state;
  private Future<?> timer;

  private record Condition<T>(
      Function<PlatformState, Optional<T>> check, CompletableFuture<T> met) {
    boolean isMetBy(PlatformState state) {
      try {
        check.apply(state).ifPresent(met::complete);
      } catch (RuntimeException e) {
        met.completeExceptionally(e);
      }
      return met.isDone();
    }
  }

  /**
   * @param source of the envelopes of its commands
   * @param execution carries a command out and says what became of it
   * @param announced told of each command before it is carried out, in order
   */
  LocalDecider(
      String source,
      DeciderSnapshot snapshot,
      Function<Envelope<Command>, Envelope<Fact>> execution,
      Consumer<Command> announced,
      InstantSource wallClock) {
    this.source = source;
    this.snapshot = snapshot;
    this.state = snapshot.read();
    this.clock = new ForwardClock(wallClock);
    this.commands = new LocalCommands(source, execution, announced, this::submit, clock);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Told of every decision, on the decider's thread: must be quick. */
  void onDecision(Consumer<DecisionRecord> listener) {
    listeners.add(listener);
  }

  /** Told of each fact that led to a decision, before the decisions; must be quick. */
  void onEvidence(Consumer<Envelope<Fact>> listener) {
    evidence.add(listener);
  }

  /** Carries out again what a process before this one had begun, and awaits what is due. */
  void resume() {
    onThread(
        () -> {
          for (InstanceState instance : state.instances()) {
            CommandInFlight begun = instance.effort().inFlight();
            if (begun != null) {
              Command command = command(instance, begun);
              commands.carryOut(begun.commandId(), null, begun.decisionId(), command);
            }
          }
          awaitDue(Duration.ZERO);
        });
  }

  /** What was unhealthy may have got well while nobody looked. */
  private Command.Accusation accusation(InstanceState instance) {
    boolean unhealthy = instance.seen().observed() == ObservedPhase.UNHEALTHY;
    return unhealthy && instance.incident() != null && !instance.isRestartPending()
        ? new Command.Accusation(Command.Accusation.UNHEALTHY, clock.instant())
        : null;
  }

  /** What was begun; what runs has the grace of the platform file then, however it was before. */
  private Command command(InstanceState instance, CommandInFlight begun) {
    DeclaredModule module = state.modules().get(instance.id().module());
    String owner = module == null ? null : module.owner();
    return switch (begun.verb()) {
      case ENSURE_RUNNING ->
          new Command.EnsureRunning(instance.id(), begun.incarnation(), owner, begun.deadline());
      case REPLACE ->
          new Command.Replace(
              instance.id(),
              begun.incarnation(),
              owner,
              begun.deadline(),
              null,
              null,
              null,
              null,
              accusation(instance));
      case RETIRE ->
          new Command.Retire(
              instance.id(), begun.incarnation(), owner, begun.deadline(), Duration.ZERO);
    };
  }

  /** Takes a fact in, after all that were submitted before it. */
  void submit(Envelope<Fact> fact) {
    onThread(() -> process(fact));
  }

  /** Changes the state beside the rules, before any fact: for what is handed to somebody else. */
  void change(Consumer<PlatformState> change) {
    onThread(() -> change.accept(state));
  }

  /** Completes when the state, as it is now or after some later fact, gives an answer. */
  <T> CompletableFuture<T> when(Function<PlatformState, Optional<T>> check) {
    Condition<T> condition = new Condition<>(check, new CompletableFuture<>());
    boolean asked =
        onThread(
            () -> {
              if (!condition.isMetBy(state)) {
                conditions.add(condition);
              }
            });
    if (!asked) {
      condition.met().completeExceptionally(closing());
    }
    return condition.met();
  }

  private static BootException closing() {
    return new BootException("the executor is closing");
  }

  private boolean onThread(Runnable task) {
    try {
      thread.execute(task);
      return true;
    } catch (RejectedExecutionException closed) {
      LOG.debug("closing; a fact is left to the next start");
      return false;
    }
  }

  /** A fact that no rule can bear must not be the last one, nor leave half of itself behind. */
  private void process(Envelope<Fact> fact) {
    try {
      List<DecisionRecord> decided = Decider.decide(state, clock.instant(), fact.id(), fact.body());
      snapshot.taken(fact);
      snapshot.write(state);
      if (decided.stream().anyMatch(d -> d.body() instanceof Decision.OfInstance)) {
        evidence.forEach(listener -> tell(listener, fact));
      }
      decided.forEach(this::tell);
      conditions.removeIf(condition -> condition.isMetBy(state));
      awaitDue(Duration.ZERO);
    } catch (RuntimeException e) {
      LOG.error("cannot decide on {} {}: it is left out", fact.type(), fact.id(), e);
      state = snapshot.readBack();
      awaitDue(AFTER_FAILURE);
    }
  }

  private void tell(DecisionRecord decided) {
    listeners.forEach(listener -> tell(listener, decided));
    if (decided.body() instanceof Decision.CommandIssued issued) {
      LOG.info("{}: {}", issued.commandId(), issued.reason());
      commands.carryOut(
          issued.commandId(), decided.correlationId(), decided.id(), issued.command());
    }
  }

  /** Whoever cannot be told keeps no command from being carried out. */
  private static <T> void tell(Consumer<T> listener, T told) {
    try {
      listener.accept(told);
    } catch (RuntimeException e) {
      LOG.error("cannot tell of {}", told, e);
    }
  }

  /**
   * @param least how long it is waited at the least
   */
  private void awaitDue(Duration least) {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    Optional<Instant> due = state.nextDue();
    if (due.isPresent() && !thread.isShutdown()) {
      long left = Duration.between(clock.instant(), due.get()).toMillis() + 1;
      long wait = Math.max(least.toMillis(), left);
      timer = thread.schedule(this::timePassed, wait, TimeUnit.MILLISECONDS);
    }
  }

  private void timePassed() {
    Instant now = clock.instant();
    String platform = state.header().platform();
    String id = "time/" + platform + "/" + now;
    process(Envelope.of(id, source, now, new Fact.TimePassed(platform, now)));
  }

  /** Gives commands that run ten seconds to end. */
  @Override
  public void close() {
    thread.shutdown();
    commands.refuseMore();
    try {
      if (!thread.awaitTermination(LAST_FACTS.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
      conditions.forEach(condition -> condition.met().completeExceptionally(closing()));
      commands.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
