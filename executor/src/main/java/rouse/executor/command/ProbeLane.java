package rouse.executor.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.evidence.HealthProbe;

/**
 * Runs health checks on request, beside the commands: neither waits for the other. What comes while
 * too many wait is not run, and that is said.
 */
public final class ProbeLane implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int MOST_WAITING = 64;
  private static final Duration AT_MOST = Duration.ofSeconds(1);

  private final Function<InstanceId, List<ManagedContainer>> containers;
  private final BiFunction<String, Duration, HealthProbe.Result> probe;
  private final HostId host;
  private final Clock clock;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().name("probe-", 1).daemon().factory());

  /**
   * @param containers all of one slot
   * @param probe runs the check of a container for so long at most
   */
  public ProbeLane(
      Function<InstanceId, List<ManagedContainer>> containers,
      BiFunction<String, Duration, HealthProbe.Result> probe,
      HostId host,
      Clock clock) {
    this.containers = containers;
    this.probe = probe;
    this.host = host;
    this.clock = clock;
    threads.allowCoreThreadTimeOut(true);
  }

  /** Tells the result, sooner or later, once. */
  void run(Envelope<Command> command, Command.Probe body, Consumer<Envelope<Fact>> told) {
    try {
      threads.execute(() -> told.accept(outcome(command, body, () -> check(body))));
    } catch (RejectedExecutionException full) {
      told.accept(outcome(command, body, () -> said(Fact.HealthProbed.NOT_RUN)));
    }
  }

  private HealthProbe.Result check(Command.Probe body) {
    if (clock.instant().isAfter(body.deadline())) {
      return said(Fact.HealthProbed.NOT_RUN);
    }
    try {
      return containers.apply(body.instance()).stream()
          .filter(c -> c.incarnation() == body.incarnation() && c.phase().alive())
          .findFirst()
          .map(c -> probe.apply(c.id(), AT_MOST))
          .orElseGet(() -> said(Fact.HealthProbed.GONE));
    } catch (RuntimeException e) {
      return said(Fact.HealthProbed.NOT_RUN);
    }
  }

  private static HealthProbe.Result said(String what) {
    return new HealthProbe.Result(what, "");
  }

  private Envelope<Fact> outcome(
      Envelope<Command> command, Command.Probe body, Supplier<HealthProbe.Result> run) {
    Instant from = clock.instant();
    HealthProbe.Result result = run.get();
    Duration took = Duration.between(from, clock.instant());
    return CommandExecution.answer(
        command,
        host,
        clock.instant(),
        new Fact.HealthProbed(
            command.id(),
            body.instance(),
            body.incarnation(),
            result.said(),
            took.isNegative() ? Duration.ZERO : took,
            result.output().isEmpty() ? null : result.output(),
            host));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
