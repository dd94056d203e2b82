package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.core.state.Causes;
import rouse.core.state.Desired;
import rouse.core.state.Effort;
import rouse.core.state.InFlight;
import rouse.core.state.Incident;
import rouse.core.state.IncidentIds;
import rouse.core.state.InstanceState;
import rouse.core.state.Module;
import rouse.core.state.Seen;
import rouse.core.state.Verb;
import rouse.core.text.Words;

/**
 * From the first evidence that an instance failed to the proof that it is back: incidents, failed
 * attempts, backoff, budget, quarantine.
 */
public final class RecoveryRules {
  private RecoveryRules() {}

  /** Evidence that a wanted instance failed. What is to be done follows at the end of the step. */
  static void failed(Step step, InstanceState i, Module module, String cause, String reason) {
    Effort effort = i.effort();
    if (i.hasSuccessorOrdered()) {
      return;
    }
    if (effort.underWay()) {
      attemptFailed(step, i, module, reason);
    } else if (i.incident() == null) {
      open(step, i, cause, reason);
    }
  }

  static Incident open(Step step, InstanceState i, String cause, String reason) {
    long incarnation = i.seen().incarnation();
    String id = IncidentIds.of(i.id(), incarnation, step.at());
    step.decide(new Decision.IncidentOpened(id, i.id(), incarnation, cause, reason));
    return step.get(i.id()).incident();
  }

  /** The command under way, or the container it brought, came to nothing. */
  static void attemptFailed(Step step, InstanceState i, Module module, String reason) {
    InFlight command = i.effort().lastCommand();
    Incident incident = i.incident();
    if (incident == null && command.verb() != Verb.RETIRE && i.desired() == Desired.RUNNING) {
      incident = open(step, i, wishOf(i, module, command), reason);
    }
    step.decide(
        new Decision.AttemptFailed(
            i.id(),
            command.commandId(),
            incident == null ? null : incident.id(),
            command.attempt(),
            reason));
    InstanceState after = step.get(i.id());
    if (command.verb() == Verb.REPLACE && BootOrder.definitionDiffers(after, module)) {
      after = after.with(after.effort().givingUp(module.spec().definition()));
      step.put(after);
    }
    planNext(step, after, module, command);
  }

  private static String wishOf(InstanceState i, Module module, InFlight command) {
    if (command.verb() == Verb.ENSURE_RUNNING) {
      return Causes.START;
    }
    return BootOrder.definitionDiffers(i, module) ? Causes.CHANGED : Causes.RESTART;
  }

  private static void planNext(Step step, InstanceState i, Module module, InFlight command) {
    if (i.desired() == Desired.GONE) {
      String next = Orders.nextCommandId(i, Verb.RETIRE);
      int attempt = command.verb() == Verb.RETIRE ? command.attempt() + 1 : 1;
      defer(step, i, RecoveryPolicy.delayBefore(attempt, next), attempt);
    } else if (i.desired() == Desired.RUNNING && i.incident() != null) {
      if (i.incident().quarantined()) {
        Instant trial = step.at().plus(module.spec().recovery().trial());
        step.decide(
            new Decision.Deferred(
                i.id(), i.incident().id(), trial, "quarantined; the next trial is at " + trial));
      } else if (isSpent(step, i, module)) {
        quarantine(step, i, module);
      } else {
        int attempt = i.incident().attempts() + 1;
        String next = Orders.nextCommandId(i, Orders.verbFor(i));
        defer(step, i, RecoveryPolicy.delayBefore(attempt, next), attempt);
      }
    }
  }

  private static void defer(Step step, InstanceState i, Duration delay, int attempt) {
    if (!delay.isZero()) {
      step.decide(
          new Decision.Deferred(
              i.id(),
              i.incident() == null ? null : i.incident().id(),
              step.at().plus(delay),
              "backoff " + Words.duration(delay) + " before attempt " + attempt));
    }
  }

  /** Whether the budget allows no further attempt now. */
  static boolean isSpent(Step step, InstanceState i, Module module) {
    RecoveryPolicy policy = module.spec().recovery();
    return i.attemptsSince(step.at().minus(policy.within())).size() >= policy.attempts();
  }

  static void quarantine(Step step, InstanceState i, Module module) {
    RecoveryPolicy policy = module.spec().recovery();
    int attempts = i.attemptsSince(step.at().minus(policy.within())).size();
    Instant trial = step.at().plus(policy.trial());
    step.decide(
        new Decision.Quarantined(i.id(), i.incident().id(), attempts, policy.within(), trial));
    String why = i.seen().reason() == null ? "" : " Last: " + i.seen().reason() + ".";
    Alerts.raise(
        step,
        i,
        "%s does not come back: %d attempts within %s.%s It is tried once every %s from now on."
            .formatted(
                i.id(),
                attempts,
                Words.duration(policy.within()),
                why,
                Words.duration(policy.trial())));
  }

  /** The running incarnation has proved itself. */
  static void proven(Step step, InstanceState i) {
    Seen seen = i.seen();
    step.decide(
        new Decision.InstanceAlive(i.id(), seen.incarnation(), seen.containerId(), seen.ip()));
    Incident incident = i.incident();
    if (incident != null) {
      boolean successor = seen.incarnation() > incident.incarnation();
      close(step, step.get(i.id()), successor ? "recovered" : "returned");
    }
  }

  /** Ends an incident: {@code recovered}, {@code returned} or {@code withdrawn}. */
  static void close(Step step, InstanceState i, String outcome) {
    Incident incident = i.incident();
    Seen seen = i.seen();
    step.decide(
        new Decision.IncidentClosed(
            incident.id(),
            i.id(),
            seen.incarnation(),
            outcome,
            incident.attempts(),
            Duration.between(incident.openedAt(), step.at()),
            seen.containerId(),
            seen.ip()));
    if (incident.quarantined()) {
      Alerts.resolve(step, step.get(i.id()), incident, i.id() + " is " + endOf(outcome));
    }
  }

  private static String endOf(String outcome) {
    return outcome.equals("withdrawn") ? "no longer wanted." : "back.";
  }
}
