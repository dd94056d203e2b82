package rouse.core.detection;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.event.Fact.HealthChanged;
import rouse.contracts.event.Fact.HostHeard;
import rouse.contracts.event.Fact.HostSilent;
import rouse.contracts.event.Fact.InstanceHeard;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.event.Fact.ObserverBlind;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.InstanceId;

/** Puts what the ledger finds into facts, with ids made from the evidence. */
public final class TransitionFacts {
  private final int partition;
  private final TransitionListener witness;

  TransitionFacts(int partition, TransitionListener witness) {
    this.partition = partition;
    this.witness = witness;
  }

  void heard(WatchedInstance pulse, boolean afterSilence) {
    if (pulse.beats == 1 || !isHost(pulse)) {
      tellHeard(pulse, afterSilence);
    }
  }

  /**
   * The fact of a transition may have been lost in a crash; of a host that has beaten on since, its
   * first one.
   */
  void heardOnceMore(WatchedInstance pulse) {
    tellHeard(pulse, false);
  }

  private void tellHeard(WatchedInstance pulse, boolean afterSilence) {
    Instant at = Instant.ofEpochMilli(pulse.lastHeard);
    String id = id("heard", pulse) + "/" + pulse.beats;
    if (!isHost(pulse)) {
      witness.tell(
          id,
          new InstanceHeard(
              InstanceId.parse(pulse.name()),
              pulse.incarnation,
              at,
              pulse.beats,
              pulse.adopted,
              afterSilence,
              Duration.ofMillis(pulse.timeoutMs)));
    } else {
      witness.tell(
          id,
          new HostHeard(
              pulse.platform.name, ExecutorId.fromKey(pulse.name()).host(), at, afterSilence));
    }
  }

  void silent(WatchedInstance pulse, long deadline, int timeoutMs, long judgedAt, long tickOffset) {
    Instant lastHeard =
        pulse.lastHeard == WatchedInstance.NEVER ? null : Instant.ofEpochMilli(pulse.lastHeard);
    Instant due = Instant.ofEpochMilli(deadline);
    Instant judged = Instant.ofEpochMilli(judgedAt);
    witness.tell(
        id("silent", pulse),
        isHost(pulse)
            ? new HostSilent(
                pulse.platform.name,
                ExecutorId.fromKey(pulse.name()).host(),
                lastHeard,
                due,
                judged)
            : new InstanceSilent(
                InstanceId.parse(pulse.name()),
                pulse.incarnation,
                lastHeard,
                due,
                judged,
                Duration.ofMillis(timeoutMs),
                partition,
                pulse.evidenceOffset,
                tickOffset));
  }

  void health(WatchedInstance pulse) {
    if (!isHost(pulse)) {
      Health health = pulse.unwell ? Health.UNHEALTHY : Health.HEALTHY;
      witness.tell(
          id("health", pulse),
          new HealthChanged(InstanceId.parse(pulse.name()), pulse.incarnation, health, "module"));
    }
  }

  void blind(String platform, long from, long to, String cause, long tickOffset) {
    witness.tell(
        "blind/" + partition + "/" + tickOffset + "/" + platform,
        new ObserverBlind(
            platform, partition, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to), cause));
  }

  private static boolean isHost(WatchedInstance pulse) {
    return ExecutorId.isKey(pulse.name());
  }

  private static String id(String what, WatchedInstance pulse) {
    return what + "/" + pulse.name() + "/" + pulse.incarnation + "/" + pulse.evidenceOffset;
  }
}
