package rouse.core.decide;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;
import rouse.core.state.RecoveryProgress;

/**
 * A declaration is compared with what is there. What it says becomes what is wanted; who then
 * starts, replaces or retires anything is {@link Reconciler}, in the order of the dependencies.
 */
public final class PlanRules {
  private PlanRules() {}

  static void declared(Step step, Fact.PlatformDeclared fact) {
    PlatformState state = step.state();
    String host = fact.host().id();
    Map<String, DeclaredModule> former = state.modules().wanted();
    boolean wished = fact.wishedBy() != null && !bootsElsewhere(step, host);
    boolean comesBack = wished && state.header().isTakenDown();
    state.put(
        wished
            ? state.header().wished(host, fact.spec(), step.factId())
            : state.header().announced(host, fact.spec(), step.factId()));
    // Taken down, it was as a whole; so what other hosts announced comes back as well.
    Set<String> hosts = comesBack ? state.header().declarations().keySet() : Set.of(host);
    if (!state.header().isTakenDown()) {
      hosts.forEach(each -> HostRules.watch(step, each));
      want(step, hosts, former);
    }
    retireRest(step, host, former);
    if (wished) {
      OperatorRules.releaseStopped(step, hosts);
    }
    UpdateRules.declared(step, hosts, former, wished);
    announce(step, hosts);
  }

  private static void want(Step step, Set<String> hosts, Map<String, DeclaredModule> former) {
    PlatformState state = step.state();
    for (String name : state.modules().bootOrder()) {
      DeclaredModule module = state.modules().wanted().get(name);
      if (module != null && hosts.contains(module.owner())) {
        SlotAllocation.want(step, module, former.get(name));
      }
    }
  }

  /**
   * One executor at a time clears what earlier runs logged, and only while nothing runs: of its own
   * host it knows by itself, of the others the log does.
   */
  static void bootRequested(Step step, Fact.BootRequested fact) {
    PlatformHeader header = step.state().header();
    String host = fact.host().id();
    String against = null;
    if (bootsElsewhere(step, host)) {
      against = "host " + header.boot().host() + " boots it since " + header.boot().since();
    } else if (!fact.idle()) {
      against = "modules run here: these are the logs of this run";
    } else {
      against =
          step.state().instances().stream()
              .filter(i -> mayRunElsewhere(step.state(), i, host))
              .findFirst()
              .map(i -> i.id() + " may run on another host: these are the logs of this run")
              .orElse(null);
    }
    step.decideForPlatform(
        new Decision.BootDecided(
            header.platform(), host, against == null, against == null ? "nothing runs" : against));
  }

  /** Until that one has declared what it boots, no wish of another brings anything up. */
  private static boolean bootsElsewhere(Step step, String host) {
    PlatformHeader.Boot boot = step.state().header().boot();
    return boot != null && !boot.host().equals(host) && !boot.isOver(step.at());
  }

  private static boolean mayRunElsewhere(PlatformState state, InstanceState i, String host) {
    DeclaredModule module = state.modules().get(i.id().module());
    boolean absent = i.seen().observed() == ObservedPhase.ABSENT || i.seen().observed().hasEnded();
    return module != null
        && module.isCommanded()
        && !module.owner().equals(host)
        && (!absent || i.effort().underWay());
  }

  /** Modules that this host declared before and no longer does, and containers nobody declares. */
  private static void retireRest(Step step, String host, Map<String, DeclaredModule> former) {
    PlatformState state = step.state();
    Map<String, DeclaredModule> leaving = new LinkedHashMap<>(state.header().leaving());
    leaving.keySet().removeIf(state.modules()::isWanted);
    for (String name : state.knownModules()) {
      if (state.modules().isWanted(name)) {
        continue;
      }
      DeclaredModule module = former.get(name);
      if (module == null && isStrayContainer(state, name)) {
        module = new DeclaredModule(SlotAllocation.unknownSpec(name), host);
      }
      if (module != null && module.owner().equals(host)) {
        leaving.putIfAbsent(name, module);
      }
    }
    state.put(state.header().withLeaving(leaving));
    forgetIntents(step);
    leaving
        .keySet()
        .forEach(name -> state.instancesOf(name).forEach(i -> SlotAllocation.drop(step, i)));
    List.copyOf(leaving.keySet()).forEach(name -> OutcomeRules.forget(step, name));
  }

  /** A module that no file has any longer, and that comes again some day, is another. */
  private static void forgetIntents(Step step) {
    PlatformState state = step.state();
    List<PlatformSpec> files = List.copyOf(state.header().declarations().values());
    for (String module : state.header().intents().keySet()) {
      if (files.stream().noneMatch(file -> file.module(module).isPresent())) {
        state.put(state.header().without(module));
      }
    }
  }

  private static boolean isStrayContainer(PlatformState state, String module) {
    return state.instancesOf(module).stream()
        .anyMatch(i -> i.desired() == DesiredState.ADOPTED && i.seen().containerId() != null);
  }

  private static void announce(Step step, Set<String> hosts) {
    PlatformState state = step.state();
    DeclarationPlan planned = new DeclarationPlan(state);
    List<InstanceId> concerned = new ArrayList<>();
    for (String name : state.modules().bootOrder()) {
      DeclaredModule module = state.modules().get(name);
      if (hosts.contains(module.owner())) {
        planned.look(name, module);
        state.instancesOf(name).forEach(i -> concerned.add(i.id()));
      }
    }
    DecisionRecord plan = step.decideForPlatform(planned.decision());
    for (InstanceId id : concerned) {
      step.causedBy(id, plan.id());
      InstanceState i = step.get(id);
      step.put(i.with(i.effort().waitingFor(null)));
      if (i.seen().isUp()) {
        expect(step, step.get(id));
      }
    }
  }

  /** What ran before anybody declared it is watched from now on, and has to be heard. */
  private static void expect(Step step, InstanceState i) {
    DeclaredModule module = step.moduleOf(i);
    RecoveryProgress effort = i.effort();
    boolean unheard = !i.seen().heard() && effort.timer() == null && !effort.underWay();
    if (unheard && i.desired() == DesiredState.RUNNING) {
      step.put(i.with(effort.with(TimerRules.prove(step, module))));
    }
    WatchDecisions.begin(step, step.get(i.id()), module);
  }

  static void withdrawn(Step step, Fact.PlatformWithdrawn fact) {
    PlatformState state = step.state();
    Map<String, DeclaredModule> modules = new LinkedHashMap<>(state.header().leaving());
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
        .forEach(i -> SlotAllocation.drop(step, step.get(i.id())));
    List.copyOf(modules.keySet()).stream()
        .filter(name -> state.instancesOf(name).stream().allMatch(InstanceState::isGone))
        .forEach(
            name -> {
              Map<String, DeclaredModule> rest = new LinkedHashMap<>(state.header().leaving());
              rest.remove(name);
              state.put(state.header().withLeaving(rest));
            });
    OutcomeRules.finishIfDown(step, state.header());
  }
}
