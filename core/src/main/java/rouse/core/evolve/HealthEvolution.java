package rouse.core.evolve;

import java.time.Instant;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.Health;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.recovery.RecoveryProgress;

/** What health checks and modules say of their health. */
final class HealthEvolution {
  private HealthEvolution() {}

  static void changed(Evolution e, Fact.HealthChanged fact) {
    boolean byModule = fact.by().equals("module");
    InstanceState i =
        byModule
            ? e.get(fact.instance())
            : ContainerEvolution.known(e, fact.instance(), fact.incarnation());
    if (i == null || fact.incarnation() < i.seen().incarnation()) {
      return;
    }
    if (fact.incarnation() > i.seen().incarnation()) {
      if (byModule) {
        return;
      }
      // Only what runs is checked, so a newer one runs.
      i = ContainerEvolution.ran(e, i, fact.incarnation(), null, null, null);
    }
    ObservedState seen = i.seen();
    if (byModule) {
      e.put(i.with(seen.withUnwell(fact.health() == Health.UNHEALTHY)));
      return;
    }
    InstanceState now = i.with(seen.withHealth(fact.health()));
    e.put(
        switch (fact.health()) {
          case STARTING -> now;
          case HEALTHY -> healthy(now, e.moduleOf(now), e.at());
          case UNHEALTHY -> unhealthy(now, e.at());
        });
  }

  /** What waits for its word, and is told that the check fails, waits no longer. */
  static void probed(Evolution e, Fact.HealthProbed fact) {
    InstanceState i = e.get(fact.instance());
    if (i.probe() == null
        || fact.incarnation() != i.seen().incarnation()
        || !i.probe().silence().equals(i.seen().since())) {
      return;
    }
    InstanceState told = i.with(i.probe().saying(fact.result()));
    e.put(i.awaitsProbe() && fact.confirms() ? told.with(told.effort().withoutTimer()) : told);
  }

  private static InstanceState healthy(InstanceState i, DeclaredModule module, Instant at) {
    boolean judgedByDocker = module != null && !module.beatsItself();
    // A module that beats itself is known again when it is heard.
    boolean back =
        switch (i.seen().observed()) {
          case UNHEALTHY -> true;
          case UNKNOWN -> judgedByDocker;
          case ABSENT, STARTING, ALIVE, SILENT, PAUSED, DEAD, STOPPED, COMPLETED -> false;
        };
    InstanceState now = back ? i.with(i.seen().as(ObservedPhase.STARTING, at, null)) : i;
    return judgedByDocker || now.seen().proven() ? proven(now, at) : now;
  }

  /** What Docker has last said of a container counts whenever that is seen to run. */
  static InstanceState judged(InstanceState i, Instant at) {
    boolean starting = i.seen().observed() == ObservedPhase.STARTING;
    if (starting && i.seen().health() == Health.UNHEALTHY) {
      return unhealthy(i, at);
    }
    return i.seen().proven() ? proven(i, at) : i;
  }

  /**
   * That one that is wanted lives is decided. Of the others it is seen; one that a command replaces
   * proves nothing until that has found it running.
   */
  private static InstanceState proven(InstanceState i, Instant at) {
    boolean concluded = i.desired() == DesiredState.RUNNING && !i.hasSuccessorOrdered();
    return concluded || i.seen().observed() != ObservedPhase.STARTING
        ? i
        : i.with(i.seen().aliveAt(at));
  }

  private static InstanceState unhealthy(InstanceState i, Instant at) {
    boolean news =
        switch (i.seen().observed()) {
          case STARTING, ALIVE, UNKNOWN -> true;
          // It has ended, is paused or was never there; or it is replaced for another reason.
          case ABSENT, SILENT, UNHEALTHY, PAUSED, DEAD, STOPPED, COMPLETED -> false;
        };
    if (!news) {
      return i;
    }
    String reason = "unhealthy by Docker's health check";
    InstanceState after = i.with(i.seen().as(ObservedPhase.UNHEALTHY, at, reason));
    return hasFoundItRunning(after) ? after.with(after.effort().idle()) : after;
  }

  /** The last command started nothing: what it found is no attempt that failed. */
  private static boolean hasFoundItRunning(InstanceState i) {
    RecoveryProgress effort = i.effort();
    return effort.proving()
        && effort.inFlight() == null
        && effort.lastCommand() != null
        && effort.lastCommand().incarnation() > i.seen().incarnation();
  }
}
