package rouse.contracts.platform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which modules are replaced when another was: those that depend on it with {@code restart: true};
 * with {@code strategy: dependents} all that depend on it, also through others (OTP's
 * rest_for_one).
 */
public final class Followers {
  private final Map<String, List<ModuleSpec>> dependents = new HashMap<>();
  private final Set<String> leaders = new HashSet<>();

  /**
   * @param modules of one platform, without cycles
   */
  public Followers(Collection<ModuleSpec> modules) {
    for (ModuleSpec module : modules) {
      if (module.recovery().strategy() == RecoveryPolicy.Strategy.DEPENDENTS) {
        leaders.add(module.name());
      }
      module.dependsOn().stream()
          .map(Dependency::module)
          .distinct()
          .forEach(d -> dependents.computeIfAbsent(d, x -> new ArrayList<>()).add(module));
    }
  }

  /** Names of the modules that are replaced when this one was. */
  public Set<String> of(String module) {
    Set<String> found = new LinkedHashSet<>();
    if (leaders.contains(module)) {
      addAll(module, found);
    } else {
      dependentsOf(module).stream()
          .filter(dependent -> asks(dependent, module))
          .forEach(dependent -> found.add(dependent.name()));
    }
    return found;
  }

  private void addAll(String module, Set<String> found) {
    for (ModuleSpec dependent : dependentsOf(module)) {
      if (found.add(dependent.name())) {
        addAll(dependent.name(), found);
      }
    }
  }

  private List<ModuleSpec> dependentsOf(String module) {
    return dependents.getOrDefault(module, List.of());
  }

  private static boolean asks(ModuleSpec dependent, String module) {
    return dependent.dependsOn().stream().anyMatch(d -> d.restart() && d.module().equals(module));
  }
}
