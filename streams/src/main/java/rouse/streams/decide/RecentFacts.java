package rouse.streams.decide;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Ids of the facts that were processed last, so that a repeat is recognised. The window is bounded;
 * rules that see a repeat older than it find that it changes nothing.
 */
final class RecentFacts {
  static final int WINDOW = 4096;
  private final Set<String> ids = new LinkedHashSet<>();

  boolean contains(String factId) {
    return ids.contains(factId);
  }

  void addAll(RecentFacts other) {
    other.ids.forEach(this::add);
  }

  /** Notes a fact; false when it is a repeat. */
  boolean add(String factId) {
    if (!ids.add(factId)) {
      return false;
    }
    if (ids.size() > WINDOW) {
      var oldest = ids.iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }
}
