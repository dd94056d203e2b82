package rouse.core.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import rouse.contracts.platform.InstanceId;

/**
 * Bounds how fast instances are replaced that are silent while their containers run. Many of them
 * at once are rather a fault of the way of their beats than of all of them, and to replace them
 * would take down what serves.
 *
 * @param turns who was replaced lately, and who will be when its time has come
 */
public record Brake(List<Turn> turns) {
  /** So many of a platform are replaced within {@link #WITHIN}. */
  public static final int MOST = 2;

  public static final Duration WITHIN = Duration.ofSeconds(10);

  /** How the reason of a decision begins that puts a replacement off. */
  public static final String REASON = "brake: ";

  static final Brake NONE = new Brake(List.of());

  /**
   * A replacement.
   *
   * @param taken it was ordered then; else it has its turn then
   */
  public record Turn(InstanceId instance, Instant at, boolean taken) {}

  public Brake {
    turns = List.copyOf(turns);
  }

  /** The earliest time at which an instance may be replaced; not after {@code now}: at once. */
  public Instant turnOf(InstanceId id, Instant now) {
    boolean isDue = turns.stream().anyMatch(t -> isReserved(t, id) && !t.at().isAfter(now));
    // Those that waited as long come by themselves; what they may do counts when they do it.
    List<Instant> before =
        turns.stream()
            .filter(t -> !isReserved(t, id) && (t.taken() || !isDue))
            .map(Turn::at)
            .sorted()
            .toList();
    if (before.size() < MOST) {
      return now;
    }
    Instant free = before.get(before.size() - MOST).plus(WITHIN);
    return free.isAfter(now) ? free : now;
  }

  /** Whether it waits for its turn. */
  public boolean isWaiting(InstanceId id) {
    return turns.stream().anyMatch(t -> isReserved(t, id));
  }

  public Brake reserving(InstanceId id, Instant at, Instant now) {
    return with(new Turn(id, at, false), now);
  }

  public Brake taking(InstanceId id, Instant now) {
    return with(new Turn(id, now, true), now);
  }

  /** It needs no replacement any more; what was done stays done. */
  public Brake without(InstanceId id) {
    return new Brake(turns.stream().filter(t -> !isReserved(t, id)).toList());
  }

  private Brake with(Turn turn, Instant now) {
    Instant oldest = now.minus(WITHIN);
    List<Turn> kept = new ArrayList<>();
    Stream.concat(without(turn.instance()).turns().stream(), Stream.of(turn))
        .filter(t -> !t.taken() || t.at().isAfter(oldest))
        .forEach(kept::add);
    return new Brake(kept);
  }

  private static boolean isReserved(Turn turn, InstanceId id) {
    return !turn.taken() && turn.instance().equals(id);
  }
}
