package rouse.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.InstanceId;

/**
 * Every incident goes on until it is closed: it is tried, or waits for a time or for something that
 * was said, or was given up for good.
 */
final class SimProgress {
  /** Startup time, what an executor has besides, and one more of both when it was read late. */
  private static final Duration LONGEST = Duration.ofMinutes(6);

  /** What was said to come at a time may be read late, and begin anew. */
  private static final Duration AFTER = Duration.ofMinutes(4);

  /** What relapses has to stay alive for so long at the most. */
  private static final Duration STAY = Duration.ofMinutes(15);

  /** Nobody reads a fact for so long: nobody was to act meanwhile, or the clock was set. */
  private static final Duration STILL = Duration.ofMinutes(1);

  private final Map<InstanceId, Open> open = new HashMap<>();
  private final Set<InstanceId> waiting = new HashSet<>();
  private final List<SimAway> aways = new ArrayList<>();

  /**
   * An incident that is open.
   *
   * @param since when something was decided about it
   * @param until by when something has to follow; null: it waits for what was said
   */
  private record Open(Instant since, Instant until) {
    Open plus(Duration by) {
      return new Open(since.plus(by), until == null ? null : until.plus(by));
    }
  }

  void clockSet(Duration by) {
    aways.replaceAll(away -> away.plus(by));
    open.replaceAll((id, o) -> o.plus(by));
  }

  void wasAway(SimAway away) {
    aways.add(away);
  }

  /** Between two facts, when the time of the second is read. */
  void passed(Duration time) {
    if (time.compareTo(STILL) > 0) {
      open.replaceAll((id, o) -> new Open(o.since(), o.plus(time).until()));
    }
  }

  void decided(Instant at, Decision decision) {
    if (!(decision instanceof Decision.OfInstance about)) {
      return;
    }
    InstanceId id = about.instance();
    waits(id, about);
    switch (about) {
      case Decision.IncidentOpened o -> open.put(id, new Open(at, at.plus(LONGEST)));
      case Decision.IncidentReopened r -> open.put(id, new Open(at, at.plus(LONGEST)));
      case Decision.IncidentClosed c -> open.remove(id);
      case Decision.JobFailed f -> open.remove(id);
      case Decision.InstanceAlive a -> goesOn(id, at, at.plus(STAY));
      case Decision.Quarantined q -> goesOn(id, at, q.nextTrial().plus(AFTER));
      case Decision.Deferred d -> goesOn(id, at, d.until() == null ? null : d.until().plus(AFTER));
      case Decision.CommandIssued c -> goesOn(id, at, c.command().deadline().plus(AFTER));
      case Decision.AttemptFailed f -> goesOn(id, at, at.plus(LONGEST));
      default -> {}
    }
  }

  /** What beats needs no next attempt: should it fall silent, the observer says so. */
  void heard(Instant at, InstanceId id) {
    goesOn(id, at, at.plus(LONGEST));
  }

  /** What it waits for is said once, however often it fails meanwhile. */
  private void waits(InstanceId id, Decision.OfInstance decision) {
    switch (decision) {
      case Decision.Deferred d -> {
        if (d.until() == null) {
          waiting.add(id);
        }
      }
      case Decision.CommandIssued c -> waiting.remove(id);
      case Decision.InstanceAlive a -> waiting.remove(id);
      case Decision.IncidentClosed c -> waiting.remove(id);
      default -> {}
    }
  }

  private void goesOn(InstanceId id, Instant at, Instant until) {
    open.computeIfPresent(id, (i, before) -> new Open(at, until));
  }

  /** When whatever is due has been done. */
  void judge(Instant at) {
    open.forEach(
        (id, o) -> {
          boolean due = o.until() != null && !waiting.contains(id);
          if (due && !at.isBefore(o.until())) {
            Duration away =
                aways.stream()
                    .map(a -> a.within(o.since(), at))
                    .reduce(Duration.ZERO, Duration::plus);
            assertThat(at)
                .as("nothing is done about the incident of %s", id)
                .isBefore(o.until().plus(away));
          }
        });
  }
}
