package rouse.executor.control;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;
import rouse.core.step.BootOrder;
import rouse.executor.bootstrap.BootException;

/**
 * Whether the control plane has come up: each instance runs as it is defined, has done its work, or
 * is left as somebody stopped it.
 */
final class StartupCheck {
  private final Set<String> openBefore;

  private StartupCheck(Set<String> openBefore) {
    this.openBefore = openBefore;
  }

  /** Incidents that are open now are no failure of the start that begins. */
  static Optional<StartupCheck> begin(PlatformState state) {
    Set<String> open = new HashSet<>();
    for (InstanceState i : state.instances()) {
      if (i.incident() != null) {
        open.add(i.incident().id());
      }
    }
    return Optional.of(new StartupCheck(open));
  }

  /**
   * @return the instances that are left stopped, or wait for one that is; empty while others are
   *     still on their way
   * @throws BootException naming an instance that failed while others wait for it
   */
  Optional<Set<InstanceId>> left(PlatformState state) {
    Set<InstanceId> left = new LinkedHashSet<>();
    List<InstanceState> coming = new ArrayList<>();
    for (String name : state.modules().bootOrder()) {
      DeclaredModule module = state.modules().get(name);
      for (InstanceState i : state.instancesOf(name)) {
        if (i.isGone() || (i.desired() == DesiredState.RUNNING && BootOrder.isSettled(i, module))) {
          continue;
        }
        boolean needed = !state.modules().dependentsOf(name).isEmpty();
        if (!needed && isGivenUp(i)) {
          // It is looked after as ever, and nobody waits for it.
          continue;
        }
        boolean failedBefore =
            i.incident() != null && i.incident().failed() && openBefore.contains(i.incident().id());
        boolean wanted = i.desired() == DesiredState.RUNNING || i.desired() == DesiredState.GONE;
        if (!wanted
            || i.seen().isPaused()
            || failedBefore
            || waitsForOneThatIsLeft(state, i, module, left)) {
          left.add(i.id());
        } else {
          coming.add(i);
        }
      }
    }
    coming.forEach(i -> requireNoFailure(state, i));
    return coming.isEmpty() ? Optional.of(left) : Optional.empty();
  }

  /** Its budget is spent, or its job has failed for good. */
  private static boolean isGivenUp(InstanceState i) {
    return i.incident() != null && (i.incident().quarantined() || i.incident().failed());
  }

  private static boolean waitsForOneThatIsLeft(
      PlatformState state, InstanceState i, DeclaredModule module, Set<InstanceId> left) {
    return i.effort().inFlight() == null
        && module.spec().dependsOn().stream()
            .filter(Dependency::required)
            .filter(d -> !BootOrder.isReady(state, d))
            .flatMap(d -> state.instancesOf(d.module()).stream())
            .anyMatch(needed -> left.contains(needed.id()));
  }

  private void requireNoFailure(PlatformState state, InstanceState i) {
    boolean needed = !state.modules().dependentsOf(i.id().module()).isEmpty();
    boolean news =
        i.incident() != null
            && (i.incident().quarantined() || !openBefore.contains(i.incident().id()));
    if (needed && news) {
      String why = i.seen().reason() == null ? i.incident().cause() : i.seen().reason();
      throw new BootException(
          "%s failed while others waited for it: %s. See docker logs %s, or give it more time with"
                  .formatted(i.id(), why, i.id().containerName())
              + " x-rouse.heartbeat.startup.");
    }
  }

  /** Why an instance is left as it is. */
  static String whyLeft(PlatformState state, InstanceId id) {
    InstanceState i = state.instance(id);
    if (i != null && isOrdered(state, id)) {
      return "is held by an operator";
    }
    boolean stopped = i != null && i.desired() == DesiredState.HELD;
    return stopped || (i != null && i.seen().isPaused())
        ? "was " + (stopped ? "stopped" : "paused") + " by somebody"
        : "waits for what was stopped by somebody";
  }

  /** Whether it was an order to leave it alone, which only another order ends. */
  static boolean isOrdered(PlatformState state, InstanceId id) {
    return state.header().intent(id.module()).held();
  }
}
