package rouse.core.state;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.recovery.RecoveryTurn;

/** An index of {@link InstanceState}: the turns of hosts, and who fell silent when. */
public final class RecoveryTurns {
  private final Map<String, NavigableSet<At>> fullAt = new HashMap<>();
  private final Map<String, NavigableSet<At>> reserved = new HashMap<>();
  private final TreeSet<At> silentTurns = new TreeSet<>();
  private final TreeSet<At> silent = new TreeSet<>();

  /** The least of all, for the beginning of a range. */
  private static final InstanceId FIRST = new InstanceId("a", "a", 1);

  private record At(Instant at, InstanceId id) implements Comparable<At> {
    @Override
    public int compareTo(At other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : id.compareTo(other.id);
    }
  }

  void replace(InstanceState old, InstanceState now) {
    if (old != null) {
      silent.remove(new At(old.seen().since(), old.id()));
      RecoveryTurn turn = old.turn();
      if (turn != null) {
        of(turn).remove(new At(turn.isTaken() ? turn.full() : turn.at(), old.id()));
        silentTurns.remove(new At(turn.at(), old.id()));
      }
    }
    if (now != null && now.hasFallenSilent()) {
      silent.add(new At(now.seen().since(), now.id()));
    }
    RecoveryTurn turn = now == null ? null : now.turn();
    if (turn != null && (turn.isTaken() || now.awaitsTurn())) {
      of(turn).add(new At(turn.isTaken() ? turn.full() : turn.at(), now.id()));
      if (turn.silent()) {
        silentTurns.add(new At(turn.at(), now.id()));
      }
    }
  }

  private NavigableSet<At> of(RecoveryTurn turn) {
    return (turn.isTaken() ? fullAt : reserved)
        .computeIfAbsent(turn.host(), host -> new TreeSet<>());
  }

  /** Who has a turn on a host that has not come, in their order. */
  public List<InstanceId> reserved(String host) {
    return reserved.containsKey(host) ? ids(reserved.get(host)) : List.of();
  }

  /** When the bucket of a host is full again; null when it is. */
  public Instant fullAt(String host) {
    NavigableSet<At> turns = fullAt.get(host);
    return turns == null || turns.isEmpty() ? null : turns.getLast().at();
  }

  /** The newest turn of one that was silent while it ran; null when there was none. */
  public Instant newestOfSilent() {
    return silentTurns.isEmpty() ? null : silentTurns.getLast().at();
  }

  /** Whose turn came after that time because they were silent while they ran. */
  public List<InstanceId> ofSilentSince(Instant from) {
    return ids(silentTurns.tailSet(after(from)));
  }

  /** The instances that are silent and had proved that they live, the longest first. */
  public List<InstanceId> silent() {
    return ids(silent);
  }

  /** Those of them that fell silent after that time. */
  public List<InstanceId> silentSince(Instant from) {
    return ids(silent.tailSet(after(from)));
  }

  public int silentCount() {
    return silent.size();
  }

  private static List<InstanceId> ids(SortedSet<At> entries) {
    return entries.stream().map(At::id).toList();
  }

  /** Nothing that happened then, and everything after. */
  private static At after(Instant from) {
    return new At(from.plusNanos(1), FIRST);
  }
}
