package rouse.streams.query;

import java.util.Map;
import java.util.Set;

/** Which instance of the app holds what; instances are named host:port, as they advertise. */
public interface Owners {
  /** This instance. */
  String self();

  /**
   * The instance that owns a key.
   *
   * @throws NotReady while the group has not settled
   */
  String ownerOf(String key);

  /**
   * The partition of a key. A store is restored partition by partition: to ask all of them would
   * answer "nothing" for one that is not there yet.
   *
   * @throws NotReady while the group has not settled
   */
  int partitionOf(String key);

  /** How many partitions there are, owned or not. */
  int partitions();

  /**
   * All instances that own something, with their partitions.
   *
   * @throws NotReady while the group has not settled
   */
  Map<String, Set<Integer>> all();

  /** All instances that keep copies, with the partitions of those. */
  default Map<String, Set<Integer>> standbys() {
    return Map.of();
  }
}
