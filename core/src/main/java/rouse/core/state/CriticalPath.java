package rouse.core.state;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rouse.contracts.platform.Dependency;

/**
 * How much of a boot waits for each module: the longest chain of those that need it, those that
 * need them, and so on. What most waits for is started first, the rule of the critical path method
 * (Kelley and Walker, 1959). How long a module takes is not known before, so steps are counted.
 */
public final class CriticalPath {
  private final Map<String, DeclaredModule> modules;
  private final Map<String, List<String>> dependents;
  private final Map<String, Integer> chains = new HashMap<>();

  CriticalPath(Map<String, DeclaredModule> modules, Map<String, List<String>> dependents) {
    this.modules = modules;
    this.dependents = dependents;
    modules.keySet().forEach(this::chain);
  }

  /** Those with the longest chain first; so every module comes after those it depends on. */
  Comparator<String> longestFirst() {
    return Comparator.<String>comparingInt(module -> chains.getOrDefault(module, 0)).reversed();
  }

  private int chain(String name) {
    Integer known = chains.get(name);
    if (known != null) {
      return known;
    }
    // A cycle, which the platform file's check refuses, is cut where it is met.
    chains.put(name, 0);
    int longest =
        dependents.getOrDefault(name, List.of()).stream()
            .mapToInt(dependent -> wait(name, dependent) + chain(dependent))
            .max()
            .orElse(0);
    chains.put(name, longest);
    return longest;
  }

  /** Steps from the start of a module to the start of one that needs it. */
  private int wait(String name, String dependent) {
    return modules.get(dependent).spec().dependsOn().stream()
        .filter(d -> d.module().equals(name))
        .mapToInt(d -> steps(modules.get(name), d.condition()))
        .max()
        .orElse(1);
  }

  private static int steps(DeclaredModule module, Dependency.Condition condition) {
    return switch (condition) {
      case SERVICE_STARTED -> module != null && module.beatsItself() ? 2 : 1;
      case SERVICE_HEALTHY, SERVICE_COMPLETED_SUCCESSFULLY -> 3;
    };
  }
}
