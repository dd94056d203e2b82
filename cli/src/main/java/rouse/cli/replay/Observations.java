package rouse.cli.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.core.replay.RecordedFact;

/**
 * The facts as another timeout would have made them. A shorter one: silences are those that the
 * observer finds in the heartbeats when it runs again. A longer one: an instance that came back by
 * itself in time was never silent; of another, everything from its silence to the proof that its
 * successor lives comes later by as much.
 */
final class Observations {
  private final List<RecordedFact> recorded;
  private final Function<InstanceId, Optional<Duration>> timeouts;
  private final List<RecordedFact> all = new ArrayList<>();
  private final Map<InstanceId, Late> late = new HashMap<>();
  private final Set<String> leftOut = new HashSet<>();

  /** Timeouts of the modules as they were recorded last. */
  private final Map<String, Duration> declared = new HashMap<>();

  private record Late(Duration by, long incarnation) {}

  private Observations(
      List<RecordedFact> recorded, Function<InstanceId, Optional<Duration>> timeouts) {
    this.recorded = recorded;
    this.timeouts = timeouts;
  }

  /**
   * @param found what the observer finds with the other timeouts
   * @param timeouts the other timeout of an instance; empty when it stays
   */
  static List<RecordedFact> under(
      List<RecordedFact> recorded,
      List<RecordedFact> found,
      Function<InstanceId, Optional<Duration>> timeouts) {
    Observations made = new Observations(recorded, timeouts);
    for (int i = 0; i < recorded.size(); i++) {
      made.take(i);
    }
    made.addFound(found);
    made.all.sort(Comparator.comparing(RecordedFact::at));
    return made.all;
  }

  private void take(int index) {
    RecordedFact fact = recorded.get(index);
    if (fact.fact() instanceof Fact.PlatformDeclared declaration) {
      declared(declaration);
    }
    if (!(fact.fact() instanceof Fact.OfInstance about)) {
      all.add(fact);
      return;
    }
    if (fact.fact() instanceof Fact.InstanceSilent silent) {
      Duration by = longer(silent);
      if (by.isNegative() || leftOut.contains(fact.id())) {
        return; // what is found instead says when
      }
      if (by.isPositive() && silent.lastHeard() != null) {
        Optional<RecordedFact> back = cameBack(index, silent, fact.at().plus(by));
        if (back.isPresent()) {
          leftOut.add(back.get().id());
          return;
        }
        late.put(silent.instance(), new Late(by, silent.incarnation()));
      }
    }
    if (leftOut.contains(fact.id())) {
      return;
    }
    Late shift = late.get(about.instance());
    all.add(
        shift == null
            ? fact
            : new RecordedFact(fact.id(), fact.at().plus(shift.by()), fact.fact()));
    boolean proof =
        shift != null
            && fact.fact() instanceof Fact.InstanceHeard heard
            && heard.incarnation() > shift.incarnation()
            && heard.beats() > 1;
    if (proof) {
      late.remove(about.instance());
    }
  }

  /** By how much its timeout is longer now; one that was never heard had its startup time. */
  private Duration longer(Fact.InstanceSilent silent) {
    return silent.lastHeard() == null
        ? Duration.ZERO
        : timeouts
            .apply(silent.instance())
            .map(t -> t.minus(silent.timeout()))
            .orElse(Duration.ZERO);
  }

  private Optional<RecordedFact> cameBack(int from, Fact.InstanceSilent silent, Instant until) {
    for (int i = from + 1; i < recorded.size() && recorded.get(i).at().isBefore(until); i++) {
      if (recorded.get(i).fact() instanceof Fact.InstanceHeard heard
          && heard.instance().equals(silent.instance())
          && heard.incarnation() == silent.incarnation()) {
        return Optional.of(recorded.get(i));
      }
    }
    return Optional.empty();
  }

  /** Silences of those whose timeout is shorter now, and that they were heard after those. */
  private void addFound(List<RecordedFact> found) {
    Set<String> known = Replay.idsOf(recorded);
    Set<InstanceId> silent = new HashSet<>();
    for (RecordedFact fact : found) {
      if (fact.fact() instanceof Fact.InstanceSilent s && isShorter(s)) {
        all.add(fact);
        silent.add(s.instance());
      } else if (fact.fact() instanceof Fact.InstanceHeard h
          && silent.contains(h.instance())
          && !known.contains(fact.id())) {
        all.add(fact);
      }
    }
  }

  private boolean isShorter(Fact.InstanceSilent s) {
    Duration before = declared.get(s.instance().module());
    return s.lastHeard() != null
        && before != null
        && timeouts.apply(s.instance()).filter(t -> t.compareTo(before) < 0).isPresent();
  }

  private void declared(Fact.PlatformDeclared fact) {
    fact.spec().modules().forEach(m -> declared.put(m.name(), m.heartbeat().longestTimeout()));
  }
}
