package rouse.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;

/**
 * What is silent and healthy by Docker is asked once for each silence, and has its second to be
 * heard unless the check fails.
 */
final class SimCorroboration {
  private final SimFleet fleet;
  private final Set<InstanceId> healthy = new HashSet<>();

  /** The second look at what is silent now. */
  private final Map<InstanceId, Look> looks = new HashMap<>();

  private record Look(String commandId, Instant until, boolean failed) {}

  SimCorroboration(SimFleet fleet) {
    this.fleet = fleet;
  }

  void clockSet(Duration by) {
    looks.replaceAll((id, l) -> new Look(l.commandId(), l.until().plus(by), l.failed()));
  }

  /** Before the fleet takes the fact in. */
  void take(Fact fact) {
    switch (fact) {
      case Fact.HealthChanged f -> {
        if (f.by().equals("docker") && f.incarnation() >= fleet.newest(f)) {
          healthy.remove(f.instance());
          if (f.health() == Fact.Health.HEALTHY) {
            healthy.add(f.instance());
          }
        }
      }
      case Fact.HealthProbed f -> {
        Look look = looks.get(f.instance());
        if (look != null && look.commandId().equals(f.commandId()) && f.confirms()) {
          looks.put(f.instance(), new Look(look.commandId(), look.until(), true));
        }
      }
      default -> {}
    }
    if (fact instanceof Fact.OfInstance f && fleet.isNewRun(fact)) {
      healthy.remove(f.instance());
    }
  }

  /** After the fleet has: what is not silent is asked again when it is. */
  void forget() {
    looks.keySet().removeIf(id -> !fleet.isSilent(id));
  }

  void ordered(Decision.HealthProbeOrdered ordered) {
    InstanceId id = ordered.instance();
    assertThat(fleet.isSilent(id)).as("silent: %s", ordered).isTrue();
    assertThat(healthy).as("healthy: %s", ordered).contains(id);
    assertThat(looks).as("once for a silence: %s", ordered).doesNotContainKey(id);
    looks.put(id, new Look(ordered.commandId(), ordered.until(), false));
  }

  /** A recovery that is no probe of the brake. */
  void issued(Instant at, Decision.CommandIssued issued) {
    InstanceId id = issued.instance();
    boolean doubted =
        issued.command() instanceof Command.Replace
            && fleet.isSilent(id)
            && !fleet.isDead(id)
            && healthy.contains(id)
            && fleet.module(id).healthcheck();
    if (doubted) {
      Look look = looks.get(id);
      assertThat(look).as("asked before: %s", issued).isNotNull();
      assertThat(look.failed() || !at.isBefore(look.until()))
          .as("%s before %s", issued, look)
          .isTrue();
    }
  }
}
