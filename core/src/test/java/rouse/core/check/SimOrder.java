package rouse.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;

/** Dependencies come first, and of what serves one is replaced after the other. */
final class SimOrder {
  private final SimFleet fleet;
  private final SimCommands commands;
  private final SimReasons reasons;
  private final SimFollowing followers;

  SimOrder(SimFleet fleet, SimCommands commands, SimReasons reasons, SimFollowing followers) {
    this.fleet = fleet;
    this.commands = commands;
    this.reasons = reasons;
    this.followers = followers;
  }

  /** What serves is replaced only while nothing else of its module is under way. */
  void inTurn(Decision.CommandIssued issued) {
    InstanceId id = issued.instance();
    for (InstanceId other : fleet.instancesOf(id.module())) {
      if (!other.equals(id) && !fleet.isGone(other)) {
        assertThat(commands.inFlight(other)).as("in flight beside %s", issued).isNull();
        assertThat(fleet.isDead(other) && !fleet.isStopped(other) && !fleet.isHeld(other))
            .as("%s is dead at %s", other, issued)
            .isFalse();
      }
    }
    if (!fleet.isChanged(id) && !reasons.isWished(id)) {
      followers.order(fleet.spec(), issued, fleet.serving());
    }
  }

  void dependenciesFirst(Fact fact, Decision.CommandIssued issued) {
    boolean sentAgain = fact instanceof Fact.CommandFailed && reasons.isWished(issued.instance());
    if (fact instanceof Fact.RestartRequested || sentAgain) {
      return;
    }
    for (Dependency dependency : fleet.module(issued.instance()).dependsOn()) {
      ModuleSpec needed = fleet.spec().module(dependency.module()).orElseThrow();
      for (int slot = 1; slot <= needed.replicas() && dependency.required(); slot++) {
        InstanceId id = new InstanceId("ias", needed.name(), slot);
        if (!fleet.isGone(id)) {
          ready(id, issued);
        }
      }
    }
  }

  private void ready(InstanceId id, Decision.CommandIssued issued) {
    boolean leftAlone = fleet.isStopped(id) || fleet.isPaused(id) || fleet.isHeld(id);
    if (!leftAlone || !anotherServes(id)) {
      assertThat(fleet.wasEverReady(id)).as("%s before %s", id, issued).isTrue();
      assertThat(fleet.isDead(id)).as("%s is dead at %s", id, issued).isFalse();
      assertThat(fleet.isSilent(id)).as("%s is silent at %s", id, issued).isFalse();
    }
  }

  private boolean anotherServes(InstanceId id) {
    return fleet.instancesOf(id.module()).stream()
        .anyMatch(other -> !other.equals(id) && !fleet.isDown(other));
  }
}
