package rouse.executor.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import rouse.contracts.event.Command;
import rouse.contracts.event.Command.Accusation;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;

/**
 * Looks at what a command accuses right before that is stopped. A command may have waited for a
 * thread, for its executor or for the decider, and what was hung then may live now.
 */
public final class SecondLook {
  /** As long as the decider and the log take when all is well, and more. */
  static final Duration FRESH = Duration.ofSeconds(5);

  /**
   * Whoever was asked so lately has answered: the next command is carried out, however old it
   * seems. Else clocks that differ would keep a hung module from being replaced for ever.
   */
  static final Duration ANSWERED = Duration.ofMinutes(1);

  private final ContainerRuntime runtime;
  private final InstantSource clock;
  private final Map<InstanceId, Instant> asked = new ConcurrentHashMap<>();

  public SecondLook(ContainerRuntime runtime, InstantSource clock) {
    this.runtime = runtime;
    this.clock = clock;
  }

  /**
   * Returns when what runs may be stopped.
   *
   * @param present what fills the slot
   * @throws CommandRefusedException when the engine calls it healthy again, or when the decider has
   *     to say once more that it is silent
   */
  public void refuseInnocent(Command.Replace command, List<ManagedContainer> present) {
    Accusation accused = command.accused();
    boolean runs = present.stream().anyMatch(c -> c.phase().alive());
    if (accused == null || !runs) {
      return;
    }
    if (accused.of().equals(Accusation.UNHEALTHY) && isHealthy(present)) {
      throw new CommandRefusedException(Fact.CommandFailed.HEALTHY_AGAIN);
    }
    if (accused.of().equals(Accusation.SILENT)) {
      refuseOld(command.instance(), accused.at());
    }
  }

  private boolean isHealthy(List<ManagedContainer> present) {
    return present.stream()
        .filter(c -> c.phase().alive())
        .allMatch(
            c ->
                runtime.inspect(c.id()).flatMap(Inspection::health).stream()
                    .anyMatch(health -> health == Fact.Health.HEALTHY));
  }

  /** Beats are in the log, which the decider reads; its answer stands behind all of them. */
  private void refuseOld(InstanceId instance, Instant decided) {
    Instant now = clock.instant();
    boolean old = now.isAfter(decided.plus(FRESH));
    boolean answered =
        Optional.ofNullable(asked.remove(instance))
            .filter(at -> now.isBefore(at.plus(ANSWERED)))
            .isPresent();
    if (old && !answered) {
      asked.put(instance, now);
      throw new CommandRefusedException(Fact.CommandFailed.WAITED);
    }
  }
}
