package rouse.core.sim;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import rouse.contracts.event.Command;
import rouse.contracts.event.Command.Accusation;
import rouse.contracts.event.Fact.CommandFailed;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.InstanceId;

/** Looks again at what a command accuses, as a real executor does before it stops anything. */
final class SimSecondLook {
  private static final int FRESH_SECONDS = 5;
  private final Set<InstanceId> asked = new HashSet<>();

  /**
   * Why what runs is left alone; empty when it goes.
   *
   * @param now by the executor's clock
   */
  Optional<String> refuses(Command.Replace command, SimContainer there, Instant now) {
    Accusation accused = command.accused();
    if (accused == null || there == null || !there.running) {
      return Optional.empty();
    }
    if (accused.of().equals(Accusation.UNHEALTHY)) {
      boolean well = there.spec.healthcheck() && there.health == Health.HEALTHY;
      return well ? Optional.of(CommandFailed.HEALTHY_AGAIN) : Optional.empty();
    }
    boolean answered = asked.remove(command.instance());
    if (answered || !now.isAfter(accused.at().plusSeconds(FRESH_SECONDS))) {
      return Optional.empty();
    }
    asked.add(command.instance());
    return Optional.of(CommandFailed.WAITED);
  }
}
