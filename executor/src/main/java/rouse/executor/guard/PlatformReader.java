package rouse.executor.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.RestartPolicy;

/** Makes the platforms that a guard declares, of the containers that it looks after. */
final class PlatformReader {
  /**
   * Docker's events tell of every end at once: silence only means that they are to be asked for.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Comparator<GuardedContainer> NEWEST =
      Comparator.comparingLong(c -> c.container().incarnation());

  private PlatformReader() {}

  /** The platforms by name. */
  static Map<String, PlatformSpec> platforms(Collection<GuardedContainer> containers) {
    Map<String, Map<String, List<GuardedContainer>>> projects = new TreeMap<>();
    for (GuardedContainer each : containers) {
      InstanceId slot = each.container().instance();
      projects
          .computeIfAbsent(slot.platform(), x -> new TreeMap<>())
          .computeIfAbsent(slot.module(), x -> new ArrayList<>())
          .add(each);
    }
    Map<String, PlatformSpec> platforms = new TreeMap<>();
    projects.forEach((name, services) -> platforms.put(name, platform(name, services)));
    return platforms;
  }

  private static PlatformSpec platform(String name, Map<String, List<GuardedContainer>> services) {
    Map<String, String> owners = new LinkedHashMap<>();
    Map<String, GuardedContainer> newest = new LinkedHashMap<>();
    services.forEach(
        (service, all) -> {
          newest.put(service, all.stream().max(NEWEST).orElseThrow());
          for (GuardedContainer each : all) {
            owners.put(each.container().id(), service);
            owners.put(each.container().name(), service);
          }
        });
    Map<String, List<Dependency>> edges = new LinkedHashMap<>();
    newest.forEach((service, c) -> edges.put(service, edges(service, c, newest.keySet(), owners)));
    DependencyCycles.cut(edges);
    Set<String> jobs = new HashSet<>();
    edges.values().stream()
        .flatMap(List::stream)
        .filter(e -> e.condition() == Dependency.Condition.SERVICE_COMPLETED_SUCCESSFULLY)
        .forEach(e -> jobs.add(e.module()));
    List<ModuleSpec> modules = new ArrayList<>();
    Set<String> notified = new LinkedHashSet<>();
    newest.forEach(
        (service, c) -> {
          modules.add(
              module(
                  service,
                  c,
                  slots(services.get(service)),
                  edges.get(service),
                  jobs.contains(service)));
          services.get(service).forEach(each -> notified.addAll(each.settings().notified()));
        });
    return new PlatformSpec(name, modules, List.copyOf(notified));
  }

  /** Compose counts from 1 and fills gaps seldom; a gap is a slot that somebody emptied. */
  private static int slots(List<GuardedContainer> of) {
    return of.stream().mapToInt(c -> c.container().instance().slot()).max().orElse(1);
  }

  /** The edges to those that are there; who lives in the namespaces of another restarts with it. */
  private static List<Dependency> edges(
      String service, GuardedContainer of, Set<String> services, Map<String, String> owners) {
    Map<String, Dependency> edges = new LinkedHashMap<>();
    of.dependencies().forEach(edge -> edges.put(edge.module(), edge));
    for (String joined : of.joined()) {
      Optional.ofNullable(owners.get(joined))
          .ifPresent(
              owner ->
                  edges.merge(
                      owner,
                      new Dependency(owner, null, true, true),
                      (said, implied) ->
                          new Dependency(owner, said.condition(), true, said.required())));
    }
    return edges.values().stream()
        .filter(edge -> services.contains(edge.module()) && !edge.module().equals(service))
        .toList();
  }

  private static ModuleSpec module(
      String service, GuardedContainer of, int slots, List<Dependency> edges, boolean job) {
    GuardLabels labels = of.settings();
    return new ModuleSpec(
        service,
        slots > 1 ? ModuleSpec.Kind.WORKER : ModuleSpec.Kind.MODULE,
        null,
        slots,
        new HeartbeatPolicy(
            HeartbeatPolicy.Source.DOCKER,
            labels.timeout().orElse(TIMEOUT),
            labels.startup().orElse(startup(of))),
        labels.recovery(),
        edges,
        null,
        ModuleSpec.Supervisor.DECIDER,
        null,
        of.healthcheck().isPresent(),
        job,
        of.stopGrace(),
        restart(of.restart()));
  }

  /** No verdict of the health check is due before. */
  private static Duration startup(GuardedContainer of) {
    return of.healthcheck()
        .map(check -> check.verdict().plus(HeartbeatPolicy.DEFAULT_STARTUP))
        .orElse(HeartbeatPolicy.DEFAULT_STARTUP);
  }

  /**
   * {@code no} is the engine's word also for who said nothing, so it says nothing here. How often
   * the engine tries by itself is no limit for the guard: it acts when the engine has given up.
   */
  private static RestartPolicy restart(GuardedContainer.EnginePolicy policy) {
    return switch (policy) {
      case NEVER -> RestartPolicy.UNSTATED;
      case ON_FAILURE -> new RestartPolicy(RestartPolicy.Condition.ON_FAILURE, 0);
      case ALWAYS -> new RestartPolicy(RestartPolicy.Condition.ALWAYS, 0);
    };
  }
}
