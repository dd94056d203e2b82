package rouse.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.InstanceId;

/**
 * One command at a time for each instance, with incarnations that grow; none is blamed for what
 * nobody could read.
 */
final class SimCommands {
  /** Whoever was away has to listen for so long before a command is blamed. */
  private static final Duration LISTENED = Duration.ofSeconds(30);

  private final Map<InstanceId, Decision.CommandIssued> open = new HashMap<>();
  private final Map<InstanceId, Instant> deadlines = new HashMap<>();
  private final List<SimAway> aways = new ArrayList<>();
  private int count;

  int count() {
    return count;
  }

  void wasAway(SimAway away) {
    aways.add(away);
  }

  void clockSet(Duration by) {
    deadlines.replaceAll((id, at) -> at.plus(by));
    aways.replaceAll(away -> away.plus(by));
  }

  /**
   * @param highest incarnation that was ordered before
   */
  void issued(Instant at, Decision.CommandIssued issued, long highest) {
    count++;
    InstanceId id = issued.instance();
    Decision.CommandIssued inFlight = open.get(id);
    assertThat(inFlight == null || !at.isBefore(deadlines.get(id)))
        .as("%s while %s is in flight", issued, inFlight)
        .isTrue();
    assertThat(issued.command().incarnation())
        .as("incarnation of %s grows", issued)
        .isGreaterThan(highest);
    open.put(id, issued);
    deadlines.put(id, issued.command().deadline());
  }

  void answered(InstanceId id, String commandId) {
    if (isOpen(id, commandId)) {
      open.remove(id);
    }
  }

  /** The incarnation lives, or has done its work: what was to bring it has. */
  void shown(InstanceId id, long incarnation) {
    Decision.CommandIssued inFlight = open.get(id);
    if (inFlight != null && inFlight.command().incarnation() <= incarnation) {
      open.remove(id);
    }
  }

  private boolean isOpen(InstanceId id, String commandId) {
    return open.containsKey(id) && open.get(id).commandId().equals(commandId);
  }

  /** An attempt failed since no outcome came in time. */
  void overdue(Instant at, Decision.AttemptFailed failed) {
    if (isOpen(failed.instance(), failed.commandId())) {
      Instant deadline = deadlines.get(failed.instance());
      assertThat(aways)
          .as("Rouse was away at %s: %s at %s", deadline, failed, at)
          .noneMatch(away -> away.covers(deadline) && at.isBefore(away.to().plus(LISTENED)));
    }
  }

  /** Null when nothing is in flight. */
  Decision.CommandIssued inFlight(InstanceId id) {
    return open.get(id);
  }

  /** Instances that a command is in flight for. */
  Set<InstanceId> commanded() {
    return open.keySet();
  }
}
