package rouse.core.state;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Ids of the facts that were processed last, so that a repeat is recognised. The window is bounded;
 * rules that see a repeat older than it find that it changes nothing.
 */
public final class RecentFacts {
  static final int WINDOW = 4096;
  private final Set<String> ids = new LinkedHashSet<>();

  private Instant newest = Instant.MIN;

  /** Broker time of the newest of them; {@link Instant#MIN} when none is known. */
  public Instant newest() {
    return newest;
  }

  /** Notes the time of one; it is the newest, whatever the clock shows. */
  public void at(Instant time) {
    newest = time;
  }

  public boolean contains(String factId) {
    return ids.contains(factId);
  }

  public void addAll(RecentFacts other) {
    other.ids.forEach(this::add);
    newest = other.newest;
  }

  /** Notes a fact; false when it is a repeat. */
  public boolean add(String factId) {
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
