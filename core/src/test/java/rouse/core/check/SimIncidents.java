package rouse.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.InstanceId;

/** One trouble is one incident, with pauses that grow until it has been alive for 10 minutes. */
final class SimIncidents {
  private static final Duration RESET = Duration.ofMinutes(10);
  private static final double LEAST = 0.75;

  /** Causes of incidents that begin with what somebody wished. */
  private static final Set<String> WISHES = Set.of("start", "restart", "changed");

  private final Map<InstanceId, String> recovered = new HashMap<>();
  private final Map<InstanceId, Instant> alive = new HashMap<>();
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Map<InstanceId, Instant> earliest = new HashMap<>();
  private final Set<InstanceId> completed = new HashSet<>();
  private final Map<InstanceId, Decision.CommandIssued> sent = new HashMap<>();
  int reopened;

  void clockSet(Duration by) {
    alive.replaceAll((id, at) -> at.plus(by));
    earliest.replaceAll((id, at) -> at.plus(by));
  }

  /** Another definition is wanted: what was before says nothing of it. */
  void changed(InstanceId id) {
    recovered.remove(id);
    earliest.remove(id);
    completed.remove(id);
  }

  /** What it has done counts no longer. */
  void undone(InstanceId id) {
    completed.remove(id);
  }

  /** Somebody wants it run again, now. */
  void wished(InstanceId id) {
    earliest.remove(id);
    completed.remove(id);
  }

  /** It was answered without being tried, and nobody calls it a failure: it is no attempt. */
  void untried(InstanceId id, String commandId) {
    Decision.CommandIssued command = sent.get(id);
    if (command != null && command.commandId().equals(commandId)) {
      sent.remove(id);
      attempts.merge(command.incidentId(), -1, Integer::sum);
    }
  }

  void decided(Instant at, Decision decision) {
    switch (decision) {
      case Decision.IncidentOpened o -> {
        boolean soon = at.isBefore(alive.getOrDefault(o.instance(), at).plus(RESET));
        boolean relapse = recovered.containsKey(o.instance()) && soon;
        assertThat(relapse && !WISHES.contains(o.cause()))
            .as("%s, though %s is of the same trouble", o, recovered.get(o.instance()))
            .isFalse();
        recovered.remove(o.instance());
      }
      case Decision.IncidentReopened r -> {
        reopened++;
        recovered.remove(r.instance());
        int before = attempts.getOrDefault(r.incidentId(), 0);
        if (before > 0) {
          long base = Math.min(1000L << Math.min(before - 1, 16), 60_000);
          earliest.put(r.instance(), at.plusMillis((long) (base * LEAST)));
        }
      }
      case Decision.IncidentClosed c -> {
        if (c.outcome().equals("withdrawn")) {
          changed(c.instance());
        } else {
          recovered.put(c.instance(), c.incidentId());
        }
      }
      case Decision.InstanceAlive a -> {
        alive.put(a.instance(), at);
        earliest.remove(a.instance());
      }
      case Decision.InstanceCompleted c -> completed.add(c.instance());
      case Decision.CommandIssued c -> {
        assertThat(completed)
            .as("what has done its work is not run again: %s", c)
            .doesNotContain(c.instance());
        Instant pause = earliest.remove(c.instance());
        assertThat(pause != null && at.isBefore(pause)).as("%s before %s", c, pause).isFalse();
        if (c.incidentId() != null) {
          attempts.merge(c.incidentId(), 1, Integer::sum);
          sent.put(c.instance(), c);
        }
      }
      case Decision.AttemptFailed f -> sent.remove(f.instance());
      default -> {}
    }
  }
}
