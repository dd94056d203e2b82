package rouse.core.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the ledger must find, without adoption and restarts, in the simplest way there is: every
 * tick looks at everybody. Slow, and easy to believe.
 */
final class NaiveLedger {
  private static final class Entry {
    boolean watched;
    boolean heard;
    boolean silent;
    long incarnation;
    long early;
    long sequence = -1;
    long since;
    int beats;
    long timeout;
    long startup;
    String route;

    /** How many beats ago it used each of its other routes. */
    final Map<String, Integer> others = new TreeMap<>();
  }

  private static final class Carrier {
    long last;
    long shown;
    long told = Long.MIN_VALUE;
    long freshFrom = Long.MIN_VALUE;
  }

  private final Map<String, Entry> entries = new TreeMap<>();
  private final Map<String, Carrier> carriers = new TreeMap<>();
  private final List<String> found = new ArrayList<>();
  private boolean observing;
  private long last = Long.MIN_VALUE;
  private long newest = Long.MIN_VALUE;
  private long lastTick;
  private long freshFrom;
  private long stoodStillUntil = Long.MIN_VALUE;

  List<String> take() {
    List<String> taken = List.copyOf(found);
    found.clear();
    return taken;
  }

  void watch(String key, long incarnation, long timeout, long startup, long at) {
    Entry entry = entries.computeIfAbsent(key, k -> new Entry());
    entry.timeout = timeout;
    entry.startup = startup;
    boolean anew = !entry.watched || incarnation != entry.incarnation;
    advance(at);
    if (incarnation > entry.incarnation && incarnation == entry.early) {
      entry.sequence = entry.watched ? -1 : entry.sequence;
      entry.early = 0;
      entry.watched = true;
      entry.incarnation = incarnation;
      entry.heard = true;
      entry.silent = false;
      entry.beats = 1;
      found.add("heard " + key + " " + incarnation + " x1");
    } else if (anew || entry.silent) {
      entry.watched = true;
      begin(entry, incarnation);
    }
    entry.since = newest;
  }

  void unwatch(String key, long incarnation, long at) {
    Entry entry = entries.get(key);
    if (entry != null && incarnation >= entry.incarnation) {
      entry.watched = false;
      entry.early = 0;
      advance(at);
    }
  }

  private void advance(long at) {
    stoodStill(at);
    newest = Math.max(newest, at);
  }

  private void stoodStill(long at) {
    if (last != Long.MIN_VALUE && (at < last || at - last > 1000)) {
      stoodStillUntil = at;
    }
    last = at;
  }

  /**
   * @param lag the carrier is behind by so much; null: it does not say
   * @param freshFrom null: it does not say
   */
  void mark(String route, Long lag, Long freshFrom, long at) {
    advance(at);
    Carrier carrier = carriers.get(route);
    boolean first = carrier == null;
    if (first) {
      carrier = new Carrier();
      carrier.last = Long.MIN_VALUE;
      carriers.put(route, carrier);
    }
    carrier.shown = newest;
    long upTo = Math.max(carrier.last, lag == null ? newest : Math.min(at - lag, newest));
    if (freshFrom == null && (first || upTo - carrier.last > 1500)) {
      carrier.freshFrom = upTo;
    } else if (freshFrom != null
        && freshFrom != carrier.told
        && freshFrom <= newest + LogClock.RECONNECT_MS) {
      carrier.told = freshFrom;
      carrier.freshFrom = freshFrom;
    }
    carrier.last = upTo;
  }

  /**
   * @param route null: the sender wrote it
   */
  void beat(String key, long incarnation, long sequence, String route, long at) {
    boolean carried = route != null && carriers.containsKey(route);
    if (carried) {
      advance(at);
      carriers.get(route).shown = newest;
    }
    Entry entry = entries.get(key);
    if (entry == null) {
      return;
    }
    advance(at);
    if (entry.watched && incarnation > entry.incarnation) {
      entry.early = incarnation;
      return;
    }
    boolean outdated = incarnation != 0 && incarnation < entry.incarnation;
    if (outdated || sequence == entry.sequence) {
      return;
    }
    boolean waits = entry.watched && !entry.heard && !entry.silent && entry.incarnation > 0;
    if (waits && incarnation == 0 && carried && carriers.get(route).last < entry.since) {
      return;
    }
    entry.sequence = sequence;
    String now = carried ? route : null;
    if (entry.route != null && !entry.route.equals(now)) {
      entry.others.put(entry.route, 0);
    }
    entry.route = now;
    entry.others.keySet().removeIf(other -> other.equals(now));
    entry.others.replaceAll((other, beats) -> beats + 1);
    entry.others.values().removeIf(beats -> beats > OtherRoutes.UNUSED_AFTER);
    if (!entry.watched) {
      entry.early = incarnation;
      return;
    }
    entry.since = newest;
    entry.beats = entry.heard && !entry.silent ? entry.beats + 1 : 1;
    entry.heard = true;
    entry.silent = false;
    if (entry.beats == 1 || entry.beats == 3) {
      found.add("heard " + key + " " + entry.incarnation + " x" + entry.beats);
    }
  }

  void tick(boolean own, long at) {
    boolean back = observing && at < newest;
    boolean gap = observing && at - lastTick > 1000;
    boolean restart = own && !observing;
    stoodStill(at);
    if (back || gap || restart) {
      freshFrom = at;
      stoodStillUntil = restart || back ? at : stoodStillUntil;
    }
    if (back || restart) {
      newest = at;
      entries.values().forEach(entry -> entry.since = Math.min(entry.since, at));
      carriers.values().forEach(carrier -> carrier.last = Math.min(carrier.last, at));
      carriers.values().forEach(carrier -> carrier.shown = Math.min(carrier.shown, at));
      carriers.values().forEach(carrier -> carrier.freshFrom = Math.min(carrier.freshFrom, at));
    }
    advance(at);
    lastTick = at;
    observing |= own;
    if (own) {
      entries.forEach((key, entry) -> judge(key, entry, at));
    }
  }

  private void judge(String key, Entry entry, long at) {
    long patience = entry.heard ? entry.timeout : entry.startup;
    long until = at;
    long from = Math.max(entry.since, freshFrom);
    from = Math.max(from, stoodStillUntil + Math.max(0, 10_000 - patience));
    List<String> used = new ArrayList<>(entry.others.keySet());
    used.removeIf(route -> at - carriers.get(route).shown >= Route.MISSING_MS);
    if (entry.route != null) {
      used.add(entry.route);
    }
    for (String route : used) {
      until = Math.min(until, carriers.get(route).last);
      from = Math.max(from, carriers.get(route).freshFrom);
    }
    if (entry.watched && !entry.silent && until - from >= patience) {
      entry.silent = true;
      found.add("silent " + key + " " + entry.incarnation);
    }
  }

  private static void begin(Entry entry, long incarnation) {
    entry.incarnation = incarnation;
    entry.heard = false;
    entry.silent = false;
    entry.sequence = -1;
    entry.beats = 0;
  }
}
