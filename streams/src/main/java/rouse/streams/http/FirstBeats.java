package rouse.streams.http;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import rouse.contracts.platform.InstanceId;

/**
 * Tells the first beat of a container from those that follow. Bounded, since anybody may beat under
 * any name for months; of one that was not heard for longest the next beat counts as the first,
 * which hastens it and does no harm.
 */
final class FirstBeats {
  static final int MOST = 100_000;
  private static final float LOAD_FACTOR = 0.75f;

  /** In the order in which they beat last. */
  private final Map<InstanceId, Long> newest = new LinkedHashMap<>(16, LOAD_FACTOR, true);

  synchronized boolean isFirst(InstanceId instance, long incarnation) {
    Long known = newest.get(instance);
    boolean first = known == null || known < incarnation;
    if (first) {
      newest.put(instance, incarnation);
    }
    if (newest.size() > MOST) {
      Iterator<InstanceId> oldest = newest.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return first;
  }

  synchronized int size() {
    return newest.size();
  }
}
