package rouse.core.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import rouse.contracts.event.Decision.LoadNumbers;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.RecoveryPolicy.Strategy;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.HostStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ObserverStatus;
import rouse.contracts.status.PlatformStatus.ScalingStatus;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleScaling;
import rouse.core.state.ObservedState;
import rouse.core.state.PlatformState;
import rouse.core.step.BootOrder;
import rouse.core.text.ReasonNumbers;
import rouse.core.text.StatusText;

/** A platform's state as the status API shows it. */
public final class StatusViews {
  private StatusViews() {}

  /**
   * The whole platform.
   *
   * @param at broker time of the newest tick that the answer knows
   * @param lastHeard from a heartbeat's key (an instance, or {@code host/<host>/<platform>}) to the
   *     broker time of its last beat; null when it was not heard
   */
  public static PlatformStatus status(
      PlatformState state,
      Instant at,
      ObserverStatus observer,
      Function<String, Instant> lastHeard) {
    List<ModuleStatus> modules = new ArrayList<>();
    for (String name : namesOf(state)) {
      ModuleStatus module = module(state, name, lastHeard);
      if (state.modules().get(name) != null || !module.instances().isEmpty()) {
        modules.add(module);
      }
    }
    return new PlatformStatus(
        state.header().platform(),
        Phases.of(state),
        observer,
        at,
        modules,
        Attention.of(state),
        hosts(state, lastHeard),
        List.of());
  }

  /** In the order of the platform file; undeclared ones come after. */
  private static Set<String> namesOf(PlatformState state) {
    Set<String> names = new LinkedHashSet<>(state.modules().wanted().keySet());
    names.addAll(state.modules().bootOrder());
    state.knownModules().stream().sorted().forEach(names::add);
    return names;
  }

  private static ModuleStatus module(
      PlatformState state, String name, Function<String, Instant> lastHeard) {
    DeclaredModule module = state.modules().get(name);
    List<InstanceState> shown = state.instancesOf(name).stream().filter(i -> !i.isGone()).toList();
    long alive = shown.stream().filter(i -> Phases.isWantedAndAlive(i, state)).count();
    return new ModuleStatus(
        name,
        module != null && module.isWorker() ? "worker" : "module",
        state.wanted(name).size(),
        (int) alive,
        module == null || module.beatsItself() ? "self" : "docker",
        module == null
            ? List.of()
            : module.spec().dependsOn().stream().map(Dependency::module).toList(),
        shown.stream().map(i -> instance(state, i, lastHeard)).toList(),
        UpdateViews.of(state, name),
        scaling(state, name),
        restartsWith(state, name));
  }

  private static List<String> restartsWith(PlatformState state, String name) {
    DeclaredModule module = state.modules().get(name);
    return module == null
        ? List.of()
        : module.spec().dependsOn().stream()
            .filter(d -> d.restart() || replacesDependents(state.modules().get(d.module())))
            .map(Dependency::module)
            .toList();
  }

  private static boolean replacesDependents(DeclaredModule module) {
    return module != null && module.spec().recovery().strategy() == Strategy.DEPENDENTS;
  }

  private static ScalingStatus scaling(PlatformState state, String name) {
    DeclaredModule module = state.modules().get(name);
    ScalePolicy policy = module == null ? null : module.spec().scale();
    if (policy == null) {
      return null;
    }
    ModuleScaling scaling = state.header().scaling(name);
    ModuleScaling.Last last = scaling.last();
    LoadNumbers load = scaling.load();
    return new ScalingStatus(
        load == null ? null : ReasonNumbers.load(load),
        last == null ? null : last.text(),
        last == null ? null : last.at(),
        policy.min(),
        policy.max(),
        state.header().intent(name).replicas(),
        load == null ? null : load.metric().word(),
        load == null ? null : load.value(),
        load == null ? null : load.target(),
        load == null ? null : load.ready(),
        load == null ? null : load.reporting());
  }

  private static InstanceStatus instance(
      PlatformState state, InstanceState i, Function<String, Instant> lastHeard) {
    ObservedState seen = i.seen();
    String key = i.id().toString();
    return new InstanceStatus(
        key,
        i.desired().word(),
        StatusText.observed(state, i),
        BootOrder.hasComeUp(state, i),
        seen.since().equals(Instant.EPOCH) ? null : seen.since(),
        Math.max(seen.incarnation(), i.highest()),
        seen.containerId(),
        seen.ip(),
        lastHeard.apply(key),
        i.incident() == null ? null : i.incident().id(),
        StatusText.reason(state, i));
  }

  private static List<HostStatus> hosts(PlatformState state, Function<String, Instant> lastHeard) {
    return state.header().hosts().entrySet().stream()
        .map(
            e ->
                new HostStatus(
                    e.getKey(),
                    e.getValue().silent() ? "silent" : "alive",
                    lastHeard.apply(
                        new ExecutorId(new HostId(e.getKey()), state.header().platform())
                            .heartbeatKey())))
        .toList();
  }
}
