package rouse.executor.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import rouse.contracts.platform.PlatformSpec;
import rouse.executor.docker.ManagedContainer;

/**
 * The containers that are looked after, and what they make up. One that is gone counts for a while
 * longer: Compose removes a container to make another in its place.
 */
final class Inventory {
  private static final Duration GONE_FOR_GOOD = Duration.ofSeconds(15);
  private final Supplier<? extends Iterable<ManagedContainer>> list;
  private final Function<ManagedContainer, Optional<GuardedContainer>> inspect;
  private final Map<String, GuardedContainer> present = new HashMap<>();
  private final Map<String, Instant> goneSince = new HashMap<>();

  /**
   * @param list what is there
   * @param inspect what the engine says of one; asked once for each of its runs
   */
  Inventory(
      Supplier<? extends Iterable<ManagedContainer>> list,
      Function<ManagedContainer, Optional<GuardedContainer>> inspect) {
    this.list = list;
    this.inspect = inspect;
  }

  /** Looks, and says what the containers make up. */
  synchronized Map<String, PlatformSpec> look(Instant now) {
    Set<String> gone = new HashSet<>(present.keySet());
    for (ManagedContainer each : list.get()) {
      gone.remove(each.id());
      goneSince.remove(each.id());
      GuardedContainer known = present.get(each.id());
      if (known == null || !isSameRun(known.container(), each)) {
        inspect.apply(each).ifPresent(found -> present.put(each.id(), found));
      }
    }
    for (String id : gone) {
      if (!goneSince.computeIfAbsent(id, x -> now).plus(GONE_FOR_GOOD).isAfter(now)) {
        present.remove(id);
        goneSince.remove(id);
      }
    }
    return PlatformReader.platforms(present.values());
  }

  /** Ids of all that counts. */
  synchronized Set<String> ids() {
    return Set.copyOf(present.keySet());
  }

  private static boolean isSameRun(ManagedContainer known, ManagedContainer now) {
    return known.incarnation() == now.incarnation() && known.name().equals(now.name());
  }
}
