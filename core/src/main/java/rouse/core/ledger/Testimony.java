package rouse.core.ledger;

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
public final class Testimony {
  private final int partition;
  private final Witness witness;

  Testimony(int partition, Witness witness) {
    this.partition = partition;
    this.witness = witness;
  }

  void heard(Pulse pulse, boolean afterSilence) {
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
    } else if (pulse.beats == 1) {
      witness.tell(
          id,
          new HostHeard(
              pulse.platform.name, ExecutorId.fromKey(pulse.name()).host(), at, afterSilence));
    }
  }

  void silent(Pulse pulse, long deadline, int timeoutMs, long judgedAt, long tickOffset) {
    Instant lastHeard =
        pulse.lastHeard == Pulse.NEVER ? null : Instant.ofEpochMilli(pulse.lastHeard);
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

  void health(Pulse pulse) {
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

  private static boolean isHost(Pulse pulse) {
    return ExecutorId.isKey(pulse.name());
  }

  private static String id(String what, Pulse pulse) {
    return what + "/" + pulse.name() + "/" + pulse.incarnation + "/" + pulse.evidenceOffset;
  }
}
