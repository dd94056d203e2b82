package rouse.executor.control;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;

/**
 * Has the commands of the local decider carried out: each once, those of one instance in order,
 * those of several at a time. Given by one thread, the decider's.
 */
final class LocalCommands {
  private static final Duration LAST_COMMANDS = Duration.ofSeconds(10);
  private final String source;
  private final Function<Envelope<Command>, Envelope<Fact>> execution;
  private final Consumer<Command> announced;
  private final Consumer<Envelope<Fact>> outcomes;
  private final ForwardClock clock;

  /** Ids of the commands of this process that have no outcome yet. */
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  /** The newest command of each instance: they are carried out in order. */
  private final Map<InstanceId, CompletableFuture<Void>> newest = new HashMap<>();

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("local-command-", 0).daemon().factory());

  /**
   * @param source of the envelopes
   * @param execution carries a command out and says what became of it
   * @param announced told of each command before it is carried out, in order
   * @param outcomes told of what became of each
   */
  LocalCommands(
      String source,
      Function<Envelope<Command>, Envelope<Fact>> execution,
      Consumer<Command> announced,
      Consumer<Envelope<Fact>> outcomes,
      ForwardClock clock) {
    this.source = source;
    this.execution = execution;
    this.announced = announced;
    this.outcomes = outcomes;
    this.clock = clock;
  }

  /** Nothing when it is under way already. */
  void carryOut(String id, String correlation, String cause, Command command) {
    if (!underWay.add(id)) {
      return;
    }
    announced.accept(command);
    Command timed = byWallClock(command);
    var envelope =
        new Envelope<>(
            id, source, clock.byWallClock(clock.instant()), correlation, cause, null, timed);
    newest.compute(
        command.instance(),
        (instance, before) ->
            (before == null ? CompletableFuture.<Void>completedFuture(null) : before)
                .handleAsync((done, failure) -> outcomeOf(envelope), threads));
  }

  private Void outcomeOf(Envelope<Command> command) {
    try {
      outcomes.accept(execution.apply(command));
    } finally {
      underWay.remove(command.id());
    }
    return null;
  }

  /** Whoever carries it out goes by the wall clock, which may have been set since. */
  private Command byWallClock(Command command) {
    Instant deadline = clock.byWallClock(command.deadline());
    return switch (command) {
      case Command.EnsureRunning c ->
          new Command.EnsureRunning(c.instance(), c.incarnation(), c.host(), deadline);
      case Command.Replace c -> c.timed(clock::byWallClock);
      case Command.Retire c ->
          new Command.Retire(c.instance(), c.incarnation(), c.host(), deadline, c.drain());
      case Command.Probe c -> new Command.Probe(c.instance(), c.incarnation(), c.host(), deadline);
    };
  }

  /** No more are taken; those that run have ten seconds from {@link #awaitEnd}. */
  void refuseMore() {
    threads.shutdown();
  }

  void awaitEnd() throws InterruptedException {
    if (!threads.awaitTermination(LAST_COMMANDS.toMillis(), TimeUnit.MILLISECONDS)) {
      threads.shutdownNow();
    }
  }
}
