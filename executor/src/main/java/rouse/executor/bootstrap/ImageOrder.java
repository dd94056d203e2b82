package rouse.executor.bootstrap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rouse.executor.compose.model.BuildDefinition;
import rouse.executor.compose.model.ContainerDefinition;

/**
 * Which images of a platform are built upon others of it.
 *
 * @param bases for each image, the others that it builds upon
 */
record ImageOrder(Map<String, Set<String>> bases) {
  static ImageOrder of(Map<String, ContainerDefinition> byName) {
    Map<String, Set<String>> bases = new HashMap<>();
    byName.forEach(
        (name, definition) -> {
          Set<String> of = new LinkedHashSet<>();
          definition
              .build()
              .filter(BuildDefinition::available)
              .ifPresent(
                  b -> of.addAll(BaseImages.of(BuildContext.of(b).dockerfileText(), b.args())));
          of.retainAll(byName.keySet());
          of.remove(name);
          bases.put(name, of);
        });
    return new ImageOrder(bases);
  }

  /**
   * The images, none before another that it builds upon.
   *
   * @throws BootException when some are built upon each other
   */
  List<String> inOrder() {
    List<String> order = new ArrayList<>();
    Deque<String> left = new ArrayDeque<>(bases.keySet());
    int skipped = 0;
    while (!left.isEmpty()) {
      String name = left.removeFirst();
      if (order.containsAll(bases.get(name))) {
        order.add(name);
        skipped = 0;
      } else if (skipped++ > left.size()) {
        throw new BootException(
            "the images "
                + name
                + " and "
                + String.join(", ", bases.get(name))
                + " are built upon each other. Change the FROM of one of them.");
      } else {
        left.addLast(name);
      }
    }
    return order;
  }
}
