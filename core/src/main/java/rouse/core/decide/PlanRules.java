package rouse.core.decide;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.Decided;
import rouse.core.state.Desired;
import rouse.core.state.Effort;
import rouse.core.state.InstanceState;
import rouse.core.state.Module;
import rouse.core.state.PlatformState;

/**
 * A declaration is compared with what is there. What it says becomes what is wanted; who then
 * starts, replaces or retires anything is {@link Reconciler}, in the order of the dependencies.
 */
public final class PlanRules {
  private PlanRules() {}

  static void declared(Step step, Fact.PlatformDeclared fact) {
    PlatformState state = step.state();
    String host = fact.host().id();
    Map<String, Module> former = state.modules().wanted();
    state.put(state.header().declared(host, fact.spec(), step.factId()));
    HostRules.watch(step, host);
    for (String name : state.modules().bootOrder()) {
      Module module = state.modules().wanted().get(name);
      if (module != null && module.owner().equals(host)) {
        Slots.want(step, module, former.get(name));
      }
    }
    retireRest(step, host, former);
    announce(step, host);
  }

  /** Modules that this host declared before and no longer does, and containers nobody declares. */
  private static void retireRest(Step step, String host, Map<String, Module> former) {
    PlatformState state = step.state();
    Map<String, Module> leaving = new LinkedHashMap<>(state.header().leaving());
    leaving.keySet().removeIf(state.modules()::isWanted);
    for (String name : state.knownModules()) {
      if (state.modules().isWanted(name)) {
        continue;
      }
      Module module = former.get(name);
      if (module == null && isStrayContainer(state, name)) {
        module = new Module(Slots.unknownSpec(name), host);
      }
      if (module != null && module.owner().equals(host)) {
        leaving.putIfAbsent(name, module);
      }
    }
    state.put(state.header().withLeaving(leaving));
    leaving.keySet().forEach(name -> state.instancesOf(name).forEach(i -> Slots.drop(step, i)));
    List.copyOf(leaving.keySet()).forEach(name -> OutcomeRules.forget(step, name));
  }

  private static boolean isStrayContainer(PlatformState state, String module) {
    return state.instancesOf(module).stream()
        .anyMatch(i -> i.desired() == Desired.ADOPTED && i.seen().containerId() != null);
  }

  private static void announce(Step step, String host) {
    PlatformState state = step.state();
    Planned planned = new Planned(state);
    List<InstanceId> concerned = new ArrayList<>();
    for (String name : state.modules().bootOrder()) {
      Module module = state.modules().get(name);
      if (module.owner().equals(host)) {
        planned.look(name, module);
        state.instancesOf(name).forEach(i -> concerned.add(i.id()));
      }
    }
    Decided plan = step.decideForPlatform(planned.decision());
    for (InstanceId id : concerned) {
      step.because(id, plan.id());
      InstanceState i = step.get(id);
      step.put(i.with(i.effort().waitingFor(null)));
      if (i.seen().isUp()) {
        expect(step, step.get(id));
      }
    }
  }

  /** What ran before anybody declared it is watched from now on, and has to be heard. */
  private static void expect(Step step, InstanceState i) {
    Module module = step.moduleOf(i);
    Effort effort = i.effort();
    boolean unheard = !i.seen().heard() && effort.timer() == null && !effort.underWay();
    if (unheard && i.desired() == Desired.RUNNING) {
      step.put(i.with(effort.with(TimerRules.prove(step, module))));
    }
    Watching.begin(step, step.get(i.id()), module);
  }

  static void withdrawn(Step step, Fact.PlatformWithdrawn fact) {
    PlatformState state = step.state();
    Map<String, Module> modules = new LinkedHashMap<>(state.header().leaving());
    state
        .modules()
        .wanted()
        .forEach(
            (name, module) -> {
              if (module.isCommanded()) {
                modules.put(name, module);
              }
            });
    List<InstanceState> instances = state.instances();
    state.put(state.header().withdrawn(modules, step.factId()));
    instances.stream()
        .filter(i -> modules.containsKey(i.id().module()))
        .forEach(i -> Slots.drop(step, step.get(i.id())));
    List.copyOf(modules.keySet()).stream()
        .filter(name -> state.instancesOf(name).stream().allMatch(InstanceState::isGone))
        .forEach(
            name -> {
              Map<String, Module> rest = new LinkedHashMap<>(state.header().leaving());
              rest.remove(name);
              state.put(state.header().withLeaving(rest));
            });
    OutcomeRules.finishIfDown(step, state.header());
  }
}
