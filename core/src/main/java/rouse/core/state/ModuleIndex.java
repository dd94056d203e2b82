package rouse.core.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.Followers;

/**
 * The modules of a platform with their dependents and an order in which every dependency comes
 * first, and of what may start at once that which most waits for. Made anew when a declaration
 * changes, which is seldom.
 */
public final class ModuleIndex {
  private final Map<String, DeclaredModule> wanted;
  private final Map<String, DeclaredModule> all;
  private final Map<String, List<String>> dependents = new LinkedHashMap<>();
  private final Followers followers;
  private final List<String> bootOrder = new ArrayList<>();

  private ModuleIndex(Map<String, DeclaredModule> wanted, Map<String, DeclaredModule> all) {
    this.wanted = wanted;
    this.all = all;
    this.followers = new Followers(all.values().stream().map(DeclaredModule::spec).toList());
    all.forEach(
        (name, module) ->
            module.spec().dependsOn().stream()
                .map(Dependency::module)
                .distinct()
                .forEach(d -> dependents.computeIfAbsent(d, x -> new ArrayList<>()).add(name)));
    Set<String> visited = new HashSet<>();
    all.keySet().forEach(name -> visit(name, visited));
    Comparator<String> urgent = new CriticalPath(all, dependents).longestFirst();
    dependents.values().forEach(names -> names.sort(urgent));
    bootOrder.sort(urgent);
  }

  static ModuleIndex of(PlatformHeader header) {
    Map<String, DeclaredModule> wanted = header.modules();
    Map<String, DeclaredModule> all = new LinkedHashMap<>(wanted);
    header.leaving().forEach(all::putIfAbsent);
    return new ModuleIndex(wanted, all);
  }

  /** Depth first; a cycle, which the platform file's check refuses, is cut where it is met. */
  private void visit(String name, Set<String> visited) {
    DeclaredModule module = all.get(name);
    if (module == null || !visited.add(name)) {
      return;
    }
    module.spec().dependsOn().forEach(d -> visit(d.module(), visited));
    bootOrder.add(name);
  }

  /** The declared ones. */
  public Map<String, DeclaredModule> wanted() {
    return wanted;
  }

  /** The declared module of that name, else the one that is leaving, else null. */
  public DeclaredModule get(String name) {
    return all.get(name);
  }

  /** The declared module of that name, if it is ours to command; else null. */
  public DeclaredModule commanded(String name) {
    DeclaredModule module = wanted.get(name);
    return module != null && module.isCommanded() ? module : null;
  }

  public boolean isWanted(String name) {
    return wanted.containsKey(name);
  }

  /** Names of the modules that depend on this one, the most urgent first. */
  public List<String> dependentsOf(String module) {
    return dependents.getOrDefault(module, List.of());
  }

  /** All modules, each after those it depends on, the most urgent first. */
  public List<String> bootOrder() {
    return bootOrder;
  }

  /** Names of the modules that are replaced when this one was. */
  public Set<String> followersOf(String module) {
    return followers.of(module);
  }

  /** Names of the modules with which this one is replaced. */
  public List<String> followedBy(String module) {
    return bootOrder.stream().filter(name -> followersOf(name).contains(module)).toList();
  }
}
