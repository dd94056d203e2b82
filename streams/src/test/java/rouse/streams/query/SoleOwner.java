package rouse.streams.query;

import java.util.Map;
import java.util.Set;

/**
 * An app that is alone, and owns its one partition.
 *
 * @param self its address
 */
public record SoleOwner(String self) implements Owners {
  @Override
  public String ownerOf(String key) {
    return self;
  }

  @Override
  public int partitionOf(String key) {
    return 0;
  }

  @Override
  public int partitions() {
    return 1;
  }

  @Override
  public Map<String, Set<Integer>> all() {
    return Map.of(self, Set.of(0));
  }
}
