package rouse.contracts.platform;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import rouse.contracts.event.Nullable;

/**
 * A platform as the decider sees it.
 *
 * @param name the Compose project
 * @param modules in the order of the file
 * @param alertsTo mail addresses, phone numbers and webhook names that the platform's alerts go to
 * @param rate of recoveries on the host that declares it; null: the default
 * @param brake null: the default
 */
public record PlatformSpec(
    String name,
    List<ModuleSpec> modules,
    List<String> alertsTo,
    @Nullable RecoveryRate rate,
    @Nullable BrakePolicy brake) {

  /** All are remembered, so numbers alone must not fill the memory. */
  public static final int MOST_INSTANCES = 20_000;

  public PlatformSpec {
    NameRules.platform(name);
    modules = modules == null ? List.of() : List.copyOf(modules);
    alertsTo = alertsTo == null ? List.of() : List.copyOf(alertsTo);
    long instances = modules.stream().mapToLong(ModuleSpec::replicas).sum();
    if (modules.size() > MOST_INSTANCES || instances > MOST_INSTANCES) {
      throw new IllegalArgumentException(
          "a platform has at most " + MOST_INSTANCES + " modules and instances");
    }
    Set<String> seen = new HashSet<>();
    for (ModuleSpec module : modules) {
      if (!seen.add(module.name())) {
        throw new IllegalArgumentException("module " + module.name() + " is declared twice");
      }
    }
  }

  public PlatformSpec(String name, List<ModuleSpec> modules, List<String> alertsTo) {
    this(name, modules, alertsTo, null, null);
  }

  @JsonIgnore
  public Optional<ModuleSpec> module(String moduleName) {
    return modules.stream().filter(m -> m.name().equals(moduleName)).findFirst();
  }

  /**
   * How long it takes at most to stop all that depends on each other, one instance after the other,
   * when each needs all of its grace. Whoever waits for a stop has to wait for longer.
   */
  public Duration longestStop() {
    Map<String, Duration> known = new HashMap<>();
    return modules.stream()
        .map(module -> longestStop(module, known))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private Duration longestStop(ModuleSpec module, Map<String, Duration> known) {
    Duration soFar = known.putIfAbsent(module.name(), Duration.ZERO);
    if (soFar != null) {
      return soFar;
    }
    Duration before = Duration.ZERO;
    for (Dependency dependency : module.dependsOn()) {
      Duration other =
          module(dependency.module()).map(m -> longestStop(m, known)).orElse(Duration.ZERO);
      before = before.compareTo(other) < 0 ? other : before;
    }
    Duration all = before.plus(module.stopGrace().multipliedBy(Math.max(1, module.replicas())));
    known.put(module.name(), all);
    return all;
  }
}
