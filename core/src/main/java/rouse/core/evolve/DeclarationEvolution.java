package rouse.core.evolve;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;
import rouse.core.state.RecoveryProgress;

/** What a file says becomes what is wanted; and that a platform was taken down. */
public final class DeclarationEvolution {
  private DeclarationEvolution() {}

  static void declared(Evolution e, Fact.PlatformDeclared fact) {
    PlatformState state = e.state();
    String host = fact.host().id();
    Map<String, DeclaredModule> former = state.modules().wanted();
    PlatformHeader before = state.header();
    boolean wished = isWished(e, fact);
    e.put(
        wished
            ? before.wished(host, fact.spec(), e.factId())
            : before.announced(host, fact.spec(), e.factId()));
    Set<String> hosts = concerned(before, state.header(), host);
    if (!state.header().isTakenDown()) {
      for (String name : state.modules().bootOrder()) {
        DeclaredModule module = state.modules().wanted().get(name);
        if (module != null && hosts.contains(module.owner())) {
          SlotEvolution.want(e, module, former.get(name));
        }
      }
    }
    retireRest(e, host, former);
    if (wished) {
      releaseStopped(e, hosts);
    }
    for (String name : state.modules().bootOrder()) {
      if (hosts.contains(state.modules().get(name).owner())) {
        state.instancesOf(name).forEach(i -> e.put(expected(e, i)));
      }
    }
  }

  /** Until that one has declared what it boots, no wish of another brings anything up. */
  public static boolean isWished(Evolution e, Fact.PlatformDeclared fact) {
    return fact.wishedBy() != null && !e.headerBefore().isBootedElsewhere(fact.host().id(), e.at());
  }

  /** Taken down, it was as a whole; so what other hosts announced comes back as well. */
  public static Set<String> concerned(PlatformHeader before, PlatformHeader after, String host) {
    boolean comesBack = before.isTakenDown() && !after.isTakenDown();
    return comesBack ? after.declarations().keySet() : Set.of(host);
  }

  /** Modules that this host declared before and no longer does, and containers nobody declares. */
  private static void retireRest(Evolution e, String host, Map<String, DeclaredModule> former) {
    PlatformState state = e.state();
    Map<String, DeclaredModule> leaving = new LinkedHashMap<>(state.header().leaving());
    leaving.keySet().removeIf(state.modules()::isWanted);
    for (String name : state.knownModules()) {
      if (state.modules().isWanted(name)) {
        continue;
      }
      DeclaredModule module = former.get(name);
      if (module == null && isStrayContainer(state, name)) {
        module = new DeclaredModule(unknownSpec(name), host);
      }
      if (module != null && module.owner().equals(host)) {
        leaving.putIfAbsent(name, module);
      }
    }
    e.put(state.header().withLeaving(leaving));
    forgetIntents(e);
    leaving
        .keySet()
        .forEach(name -> state.instancesOf(name).forEach(i -> SlotEvolution.drop(e, i)));
    e.forgetLeft();
  }

  /** A module that no file has any longer, and that comes again some day, is another. */
  private static void forgetIntents(Evolution e) {
    PlatformState state = e.state();
    List<PlatformSpec> files = List.copyOf(state.header().declarations().values());
    for (String module : state.header().intents().keySet()) {
      if (files.stream().noneMatch(file -> file.module(module).isPresent())) {
        e.put(state.header().without(module));
      }
    }
  }

  private static boolean isStrayContainer(PlatformState state, String module) {
    return state.instancesOf(module).stream()
        .anyMatch(i -> i.desired() == DesiredState.ADOPTED && i.seen().containerId() != null);
  }

  /** For a container of ours that no declaration has named while we remember. */
  private static ModuleSpec unknownSpec(String name) {
    return new ModuleSpec(
        name,
        ModuleSpec.Kind.MODULE,
        null,
        0,
        null,
        null,
        List.of(),
        null,
        ModuleSpec.Supervisor.DECIDER,
        null,
        false,
        false,
        null);
  }

  /**
   * Somebody wishes the platform up: what was stopped by hand is wanted again, and what is held by
   * an order is not.
   *
   * @param hosts whose modules
   */
  private static void releaseStopped(Evolution e, Set<String> hosts) {
    PlatformHeader header = e.state().header();
    e.state().modules().wanted().values().stream()
        .filter(m -> m.isCommanded() && hosts.contains(m.owner()))
        .filter(m -> !header.intent(m.spec().name()).held())
        .flatMap(m -> e.state().wanted(m.spec().name()).stream())
        .filter(i -> i.desired() == DesiredState.HELD && isStopped(i))
        .forEach(i -> IntentEvolution.released(e, i));
  }

  private static boolean isStopped(InstanceState i) {
    return i.seen().observed().hasEnded() || i.seen().observed() == ObservedPhase.ABSENT;
  }

  /** What ran before anybody declared it has to be heard from now on. */
  private static InstanceState expected(Evolution e, InstanceState i) {
    RecoveryProgress effort = i.effort().waitingFor(null);
    boolean unheard = !i.seen().heard() && effort.timer() == null && !effort.underWay();
    boolean expected = i.seen().isUp() && unheard && i.desired() == DesiredState.RUNNING;
    return i.with(expected ? effort.with(Timers.prove(e.moduleOf(i), e.at(), e.factId())) : effort);
  }

  static void withdrawn(Evolution e) {
    PlatformState state = e.state();
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
    e.put(state.header().withdrawn(modules, e.factId()));
    instances.stream()
        .filter(i -> modules.containsKey(i.id().module()))
        .forEach(i -> SlotEvolution.drop(e, i));
    e.forgetLeft();
  }
}
