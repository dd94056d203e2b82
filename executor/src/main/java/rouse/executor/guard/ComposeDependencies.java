package rouse.executor.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import rouse.contracts.platform.Dependency;

/**
 * The label {@code com.docker.compose.depends_on}, in which Compose writes a service's edges:
 * {@code db:service_healthy:true,cache:service_started:false}. Older ones wrote fewer parts, and
 * Compose before 2 wrote none.
 */
final class ComposeDependencies {
  static final String LABEL = "com.docker.compose.depends_on";

  private ComposeDependencies() {}

  /** What cannot be read is no edge: somebody else wrote the label. */
  static List<Dependency> parse(String label) {
    List<Dependency> edges = new ArrayList<>();
    if (label != null) {
      Arrays.stream(label.split(",")).map(String::strip).forEach(edge -> add(edges, edge));
    }
    return List.copyOf(edges);
  }

  private static void add(List<Dependency> edges, String edge) {
    String[] parts = edge.split(":");
    try {
      edges.add(
          new Dependency(
              parts[0],
              parts.length > 1 ? condition(parts[1]) : null,
              parts.length > 2 && parts[2].equals("true"),
              true));
    } catch (IllegalArgumentException foreign) {
      return;
    }
  }

  private static Dependency.Condition condition(String word) {
    return word.isEmpty() ? null : Dependency.Condition.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
