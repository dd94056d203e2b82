package rouse.executor.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.settings.Backoff;
import rouse.executor.bootstrap.BootException;
import rouse.executor.docker.engine.EngineException;

/**
 * Carries a command out and makes its outcome. The outcome's id is that of the command, so that the
 * outcomes of one command that was delivered twice are one.
 */
public final class CommandExecution implements Function<Envelope<Command>, Envelope<Fact>> {
  private static final Logger LOG = LoggerFactory.getLogger(CommandExecution.class);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2));
  private final InstanceOperations work;
  private final StopGuard guard;
  private final HostId host;
  private final Clock clock;

  public CommandExecution(InstanceOperations work, StopGuard guard, HostId host, Clock clock) {
    this.work = work;
    this.guard = guard;
    this.host = host;
    this.clock = clock;
  }

  @Override
  public Envelope<Fact> apply(Envelope<Command> command) {
    Fact outcome = inTurn(command.id(), command.body());
    LOG.info("{}: {}", command.id(), inWords(outcome));
    return answer(command, host, clock.instant(), outcome);
  }

  /** What became of a command, as it goes out. */
  static Envelope<Fact> answer(Envelope<Command> command, HostId host, Instant at, Fact outcome) {
    return new Envelope<>(
        "outcome/" + command.id(),
        "/executor/" + host,
        at,
        command.correlationId(),
        command.id(),
        command.traceparent(),
        outcome);
  }

  private Fact inTurn(String id, Command command) {
    try {
      return carryOut(id, command);
    } finally {
      work.leave(command);
    }
  }

  /**
   * An engine that is not there has not refused: it is asked again until the deadline, so that its
   * restart costs a module none of its attempts.
   */
  private Fact carryOut(String id, Command command) {
    for (int attempts = 1; ; attempts++) {
      try {
        return attempt(id, command);
      } catch (EngineException e) {
        if (e.kind() != EngineException.Kind.UNREACHABLE
            || !BoundedWait.within(clock, PAUSES.after(attempts), command.deadline())) {
          return failed(id, command, e.getMessage());
        }
        LOG.warn("{}: {} Trying again until {}", id, e.getMessage(), command.deadline());
      }
    }
  }

  private Fact attempt(String id, Command command) {
    try {
      // A log that is read late must harm nobody: what was right then may be wrong now.
      if (clock.instant().isAfter(command.deadline())) {
        return failed(id, command, "expired");
      }
      CommandResult reached =
          switch (command) {
            case Command.EnsureRunning c -> work.ensureRunning(id, c);
            case Command.Replace c -> replace(id, c);
            case Command.Retire c -> work.retire(c);
            case Command.Probe c -> throw new CommandRefusedException("it has a lane of its own");
          };
      return new Fact.CommandSucceeded(
          id,
          command.instance(),
          reached.incarnation(),
          reached.result(),
          reached.containerId(),
          reached.ip(),
          host);
    } catch (BootException | CommandRefusedException e) {
      return failed(id, command, e.getMessage());
    } catch (EngineException e) {
      throw e;
    } catch (RuntimeException e) {
      // The lane must go on, and the decider must hear of it.
      LOG.error("{} failed", id, e);
      return failed(id, command, "unexpected: " + e);
    }
  }

  private CommandResult replace(String id, Command.Replace command) {
    work.aside(() -> guard.await(command.instance(), command.deadline()));
    Duration own = work.stopGrace(command.instance());
    Duration ordered = Objects.requireNonNullElse(command.grace(), own);
    Duration grace = ordered.compareTo(own) < 0 ? ordered : own;
    return work.replace(id, command, grace);
  }

  private Fact failed(String id, Command command, String reason) {
    return new Fact.CommandFailed(id, command.instance(), command.incarnation(), reason, host);
  }

  private static String inWords(Fact outcome) {
    return outcome instanceof Fact.CommandSucceeded succeeded
        ? succeeded.result() + ", incarnation " + succeeded.incarnation()
        : "failed: " + ((Fact.CommandFailed) outcome).reason();
  }
}
