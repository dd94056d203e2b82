package rouse.core.sim;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Predicate;
import rouse.contracts.event.Fact;

/** The virtual {@code rouse.facts}: what is sent arrives in order, some of it twice. */
final class SimLog {
  private static final double REPEATED = 0.05;
  private final PriorityQueue<Sent> sent = new PriorityQueue<>();
  private final Deque<Entry> appended = new ArrayDeque<>();
  private final Random random;
  private final SimBroker broker;
  private final boolean repeats;
  private final List<Fact> history = new ArrayList<>();
  private long count;
  private long latest;

  private record Sent(long at, long number, String id, Fact fact) implements Comparable<Sent> {
    @Override
    public int compareTo(Sent other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /**
   * A record.
   *
   * @param at when it was appended
   * @param stamp what the broker's clock showed then
   */
  record Entry(long at, long stamp, String id, Fact fact) {
    Instant time() {
      return instant(stamp);
    }
  }

  /**
   * @param repeats whether what is sent may arrive twice
   */
  SimLog(Random random, SimBroker broker, boolean repeats) {
    this.random = random;
    this.broker = broker;
    this.repeats = repeats;
  }

  static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  static long millis(Instant instant) {
    return instant.toEpochMilli();
  }

  /** Sends at {@code now}; it is appended a little later, after all that was sent before. */
  void send(long now, String id, Fact fact) {
    history.add(fact);
    latest = Math.max(latest, now + 1 + random.nextInt(20));
    sent.add(new Sent(latest, count++, id, fact));
    if (repeats && random.nextDouble() < REPEATED) {
      long again = latest + random.nextInt(30_000);
      sent.add(new Sent(again, count++, id, fact));
    }
  }

  /** Whoever had sent such facts was killed before they were written. */
  void lose(Predicate<Fact> facts) {
    sent.removeIf(s -> facts.test(s.fact()));
  }

  /** Everything that was sent, for those who send it again. */
  List<Fact> history() {
    return history;
  }

  /** What has arrived by now is appended. */
  void append(long now) {
    while (broker.isUp(now) && !sent.isEmpty() && sent.peek().at() <= now) {
      Sent next = sent.poll();
      appended.add(new Entry(now, broker.stamp(now), next.id(), next.fact()));
    }
  }

  /** What was appended and not read yet. */
  List<Entry> read() {
    List<Entry> read = List.copyOf(appended);
    appended.clear();
    return read;
  }
}
