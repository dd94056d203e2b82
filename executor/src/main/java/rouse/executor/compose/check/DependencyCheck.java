package rouse.executor.compose.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rouse.contracts.platform.Dependency;
import rouse.executor.compose.DependencyReader;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** Whether every dependency is there, and none waits for itself. */
public final class DependencyCheck {
  private final Map<String, Section> enabled;
  private final Set<String> declared;
  private final Map<String, List<Dependency>> edges;
  private final Set<String> done = new HashSet<>();

  /**
   * @param enabled the services that run
   * @param declared these and those whose profile is not active
   * @param dependencies of those that run
   */
  public DependencyCheck(
      Map<String, Section> enabled,
      Set<String> declared,
      Map<String, List<Dependency>> dependencies) {
    this.enabled = enabled;
    this.declared = declared;
    this.edges = dependencies;
  }

  public void check() {
    edges.forEach((name, list) -> list.forEach(d -> checkTarget(enabled.get(name), d)));
    for (String name : edges.keySet()) {
      findCycle(name);
    }
  }

  private void checkTarget(Section service, Dependency dependency) {
    String target = dependency.module();
    boolean known = declared.contains(target);
    if (enabled.containsKey(target) || (known && !dependency.required())) {
      return;
    }
    Section place = DependencyReader.place(service, target);
    if (known) {
      place.error(
          "depends on " + target + ", but the profile of " + target + " is not active",
          "Activate the profile, or write required: false.");
    } else {
      place.error(
          "depends on " + MessageText.quoted(target) + ", which is no service",
          MessageText.suggestion(target, declared));
    }
  }

  /** Depth first without recursion: a chain of ten thousand services is no reason to fall over. */
  private void findCycle(String start) {
    Deque<String> way = new ArrayDeque<>();
    Map<String, Integer> next = new HashMap<>();
    way.addLast(start);
    while (!way.isEmpty()) {
      String at = way.peekLast();
      int edge = next.merge(at, 1, Integer::sum) - 1;
      List<Dependency> out = edges.getOrDefault(at, List.of());
      if (done.contains(at) || edge >= out.size()) {
        done.add(way.removeLast());
        continue;
      }
      String to = out.get(edge).module();
      if (next.containsKey(to) && !done.contains(to)) {
        report(way, to);
      } else if (!done.contains(to)) {
        way.addLast(to);
      }
    }
  }

  private void report(Deque<String> way, String back) {
    List<String> cycle = new ArrayList<>(way);
    cycle = new ArrayList<>(cycle.subList(cycle.indexOf(back), cycle.size()));
    cycle.add(back);
    DependencyReader.place(enabled.get(cycle.get(cycle.size() - 2)), back)
        .error(
            "the modules wait for each other: " + String.join(" → ", cycle),
            "Take one of these dependencies away.");
  }
}
