package rouse.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;

/**
 * What lives is touched only for evidence about it or because somebody wishes it; what is held or
 * paused is not touched.
 */
final class SimReasons {
  private final SimFleet fleet;
  private final SimFollowing followers;

  /** What was concluded to live, and nothing was told against since. */
  private final Set<InstanceId> alive = new HashSet<>();

  private Set<InstanceId> aliveBefore = Set.of();
  private final Map<InstanceId, Long> restartWished = new HashMap<>();

  SimReasons(SimFleet fleet, SimFollowing followers) {
    this.fleet = fleet;
    this.followers = followers;
  }

  /** Before each fact. */
  void begin() {
    aliveBefore = Set.copyOf(alive);
  }

  /** What tells that it no longer runs as it did. */
  void take(Fact fact) {
    boolean against =
        switch (fact) {
          case Fact.ContainerStarted f -> fleet.isAnother(f);
          case Fact.InstanceHeard f -> f.incarnation() > fleet.newest(f);
          case Fact.HealthChanged f ->
              f.health() == Fact.Health.UNHEALTHY && f.incarnation() >= fleet.newest(f);
          case Fact.InstanceSilent f -> f.incarnation() >= fleet.newest(f);
          case Fact.ContainerDied f -> f.incarnation() >= fleet.newest(f);
          case Fact.ContainerStoppedByOperator f -> f.incarnation() >= fleet.newest(f);
          case Fact.ContainerPaused f -> f.incarnation() >= fleet.newest(f);
          default -> false;
        };
    if (against) {
      alive.remove(((Fact.OfInstance) fact).instance());
    }
  }

  void ranAnew(InstanceId id, long incarnation) {
    restartWished.computeIfPresent(id, (i, wished) -> incarnation > wished ? null : wished);
  }

  void wished(InstanceId id) {
    restartWished.put(id, fleet.run(id));
  }

  boolean isWished(InstanceId id) {
    return restartWished.containsKey(id);
  }

  void lives(InstanceId id) {
    alive.add(id);
  }

  /** An attempt failed, or a command is to change it. */
  void isInDoubt(InstanceId id) {
    alive.remove(id);
  }

  /** Whether something that was alive is replaced in turn, and for no evidence about it. */
  boolean judge(Fact fact, Decision.CommandIssued issued) {
    InstanceId id = issued.instance();
    assertThat(fleet.isHeld(id)).as("%s of what is held, on %s", issued, fact).isFalse();
    assertThat(fleet.isPaused(id) && !isWished(id))
        .as("%s while somebody has it paused, on %s", issued, fact)
        .isFalse();
    if (!aliveBefore.contains(id)) {
      return false;
    }
    boolean evidence = isEvidence(fact, id);
    boolean wanted = fleet.isChanged(id) || isWished(id) || followers.isDue(id);
    assertThat(evidence || wanted).as("%s on %s", issued, fact).isTrue();
    return !evidence;
  }

  /** Of what runs: what was told of a run before it is none. */
  private boolean isEvidence(Fact fact, InstanceId id) {
    return switch (fact) {
      case Fact.InstanceSilent s -> s.instance().equals(id) && s.incarnation() >= fleet.newest(s);
      case Fact.ContainerDied d -> d.instance().equals(id) && d.incarnation() >= fleet.newest(d);
      case Fact.HealthChanged h ->
          h.instance().equals(id)
              && h.health() == Fact.Health.UNHEALTHY
              && h.incarnation() >= fleet.newest(h);
      default -> false;
    };
  }
}
