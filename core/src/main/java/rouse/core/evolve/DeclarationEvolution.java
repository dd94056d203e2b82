package rouse.core.evolve;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;
import rouse.core.state.recovery.RecoveryProgress;

/** What a file says becomes what is wanted; and that a platform was taken down. */
final class DeclarationEvolution {
  private DeclarationEvolution() {}

  static void declared(Evolution e, Fact.PlatformDeclared fact) {
    String host = fact.host().id();
    PlatformHeader before = e.state().header();
    boolean wished = fact.wishedBy() != null;
    if (before.isBootedElsewhere(host, e.at())) {
      // What runs now would log what that one is about to clear.
      e.put(before.waiting(host, fact.spec(), wished));
      return;
    }
    Map<String, Boolean> waiting = new LinkedHashMap<>();
    if (before.boot() != null) {
      waiting.putAll(before.boot().waiting());
    }
    waiting.put(host, wished);
    boolean wanted = waiting.containsValue(true);
    e.put(
        wanted
            ? before.wished(host, fact.spec(), e.factId())
            : before.announced(host, fact.spec(), e.factId()));
    comeUp(e, before, waiting);
  }

  /** Whoever was let boot has given it up: those that waited for it wait no longer. */
  static void bootGivenUp(Evolution e) {
    PlatformHeader before = e.state().header();
    boolean over = before.boot() != null && before.boot().isOver(e.at());
    if (over && !before.boot().waiting().isEmpty()) {
      Map<String, Boolean> waiting = before.boot().waiting();
      String host = waiting.keySet().iterator().next();
      PlatformHeader free = before.withoutBoot();
      e.put(
          waiting.containsValue(true)
              ? free.wished(host, before.declarations().get(host), e.factId())
              : free.announced(host, before.declarations().get(host), e.factId()));
      comeUp(e, before, waiting);
    }
  }

  /**
   * What these hosts have declared is wanted from now on. A platform that was taken down was so as
   * a whole; so what other hosts announced comes back as well.
   *
   * @param declared whether each wishes it up
   */
  private static void comeUp(Evolution e, PlatformHeader before, Map<String, Boolean> declared) {
    PlatformState state = e.state();
    Map<String, DeclaredModule> former = e.modulesBefore().wanted();
    Map<String, Boolean> hosts = new LinkedHashMap<>(declared);
    if (before.isTakenDown() && !state.header().isTakenDown()) {
      state.header().declarations().keySet().forEach(each -> hosts.putIfAbsent(each, true));
    }
    e.declare(hosts);
    if (!state.header().isTakenDown()) {
      for (String name : state.modules().bootOrder()) {
        DeclaredModule module = state.modules().wanted().get(name);
        if (module != null && hosts.containsKey(module.owner())) {
          SlotEvolution.want(e, module, former.get(name));
        }
      }
    }
    declared.keySet().forEach(host -> retireRest(e, host, former));
    releaseStopped(e, hosts);
    for (String name : state.modules().bootOrder()) {
      if (hosts.containsKey(state.modules().get(name).owner())) {
        state.instancesOf(name).forEach(i -> e.put(expected(e, i)));
      }
    }
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
   * @param hosts whose modules, and whether each wishes them up
   */
  private static void releaseStopped(Evolution e, Map<String, Boolean> hosts) {
    PlatformHeader header = e.state().header();
    e.state().modules().wanted().values().stream()
        .filter(m -> m.isCommanded() && hosts.getOrDefault(m.owner(), false))
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
