package rouse.core.sim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import rouse.contracts.event.Fact;

/** The virtual {@code rouse.facts}: what is sent arrives in order, some of it twice. */
final class SimLog {
  private static final Instant EPOCH = Instant.parse("2026-01-31T00:00:00Z");
  private static final double REPEATED = 0.05;
  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private final Random random;
  private final boolean repeats;
  private final List<Fact> history = new ArrayList<>();
  private long sent;
  private long latest;

  record Entry(long at, long number, String id, Fact fact) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    Instant time() {
      return instant(at);
    }
  }

  /**
   * @param repeats whether what is sent may arrive twice
   */
  SimLog(Random random, boolean repeats) {
    this.random = random;
    this.repeats = repeats;
  }

  static Instant instant(long millis) {
    return EPOCH.plusMillis(millis);
  }

  static long millis(Instant instant) {
    return instant.toEpochMilli() - EPOCH.toEpochMilli();
  }

  /** Sends at {@code now}; it is appended a little later, after all that was sent before. */
  void send(long now, String id, Fact fact) {
    history.add(fact);
    latest = Math.max(latest, now + 1 + random.nextInt(20));
    entries.add(new Entry(latest, sent++, id, fact));
    if (repeats && random.nextDouble() < REPEATED) {
      long again = latest + random.nextInt(30_000);
      entries.add(new Entry(again, sent++, id, fact));
    }
  }

  /** Everything that was sent, for those who send it again. */
  List<Fact> history() {
    return history;
  }

  /** What has been appended by now and was not read yet. */
  List<Entry> read(long now) {
    List<Entry> read = new ArrayList<>();
    while (!entries.isEmpty() && entries.peek().at() <= now) {
      read.add(entries.poll());
    }
    return read;
  }
}
