package rouse.executor.guard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.platform.Dependency;

/**
 * Compose refuses cycles, but labels of containers that were made from different versions of a file
 * may form one. The edge that closes it is left out, so that all can be recovered.
 */
final class DependencyCycles {
  private static final Logger LOG = LoggerFactory.getLogger(DependencyCycles.class);
  private final Map<String, List<Dependency>> edges;
  private final Set<String> done = new HashSet<>();

  private DependencyCycles(Map<String, List<Dependency>> edges) {
    this.edges = edges;
  }

  /** Leaves out, in place, what closes a cycle. */
  static void cut(Map<String, List<Dependency>> edges) {
    DependencyCycles cycles = new DependencyCycles(edges);
    List.copyOf(edges.keySet()).forEach(service -> cycles.walk(service, new HashSet<>()));
  }

  private void walk(String service, Set<String> path) {
    if (done.contains(service)) {
      return;
    }
    path.add(service);
    List<Dependency> kept = new ArrayList<>();
    for (Dependency edge : edges.getOrDefault(service, List.of())) {
      if (path.contains(edge.module())) {
        LOG.warn("{} depends on {} in a cycle: left out", service, edge.module());
      } else {
        kept.add(edge);
        walk(edge.module(), path);
      }
    }
    path.remove(service);
    edges.replace(service, List.copyOf(kept));
    done.add(service);
  }
}
