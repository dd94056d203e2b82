package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedState;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.CommandKind;
import rouse.core.state.recovery.Incident;
import rouse.core.state.recovery.IncidentCauses;
import rouse.core.state.recovery.IncidentIds;
import rouse.core.state.recovery.RecoveryProgress;
import rouse.core.step.Alerts;
import rouse.core.step.CommandFactory;
import rouse.core.step.Step;
import rouse.core.step.WatchDecisions;
import rouse.core.text.ReasonNumbers;

/**
 * From the first evidence that an instance failed to the proof that it is back: incidents, failed
 * attempts, backoff, budget, quarantine.
 */
public final class RecoveryRules {
  private RecoveryRules() {}

  /** Evidence that a wanted instance failed. What is to be done follows at the end of the step. */
  static void failed(
      Step step, InstanceState i, DeclaredModule module, String cause, String reason) {
    RecoveryProgress effort = i.effort();
    if (i.hasSuccessorOrdered()) {
      return;
    }
    boolean neverCommanded = i.incident() != null && effort.lastCommand() == null;
    if (isSettling(i) || (neverCommanded && effort.proving())) {
      reopen(step, i, i.incident(), cause, reason);
      planRetry(step, step.get(i.id()), module);
    } else if (effort.underWay()) {
      attemptFailed(step, i, module, reason);
    } else if (i.incident() == null) {
      open(step, i, cause, reason);
      planRetry(step, step.get(i.id()), module);
    } else if (effort.timer() == null && step.before(i.id()).seen().isUp()) {
      // Somebody reported it while it ran, and now it has failed: its next pause is due.
      planRetry(step, i, module);
    }
  }

  /** Somebody says so; what is under way, or starts, may yet prove itself. */
  static void reported(Step step, InstanceState i, String reason) {
    open(step, i, IncidentCauses.REPORTED, reason);
    InstanceState after = step.get(i.id());
    if (!after.seen().isUp() && after.effort().inFlight() == null) {
      planRetry(step, after, step.moduleOf(after));
    }
  }

  /** It proved itself, and its incident waits for it to stay alive. */
  private static boolean isSettling(InstanceState i) {
    RecoveryProgress effort = i.effort();
    return i.incident() != null
        && effort.proving()
        && effort.inFlight() == null
        && i.seen().aliveSince() != null;
  }

  /**
   * What fails again within 10 minutes of its recovery goes on with the incident that it had: its
   * attempts and pauses go on as well. A wish that failed is a story of its own.
   */
  static Incident open(Step step, InstanceState i, String cause, String reason) {
    if (i.isRelapse(step.at()) && !IncidentCauses.ofWishes().contains(cause)) {
      return reopen(step, i, i.last().incident(), cause, reason);
    }
    long incarnation = i.seen().incarnation();
    String id = IncidentIds.of(i.id(), incarnation, step.at());
    step.decide(new Decision.IncidentOpened(id, i.id(), incarnation, cause, reason));
    return step.get(i.id()).incident();
  }

  private static Incident reopen(
      Step step, InstanceState i, Incident incident, String cause, String reason) {
    step.decide(
        new Decision.IncidentReopened(
            incident.id(), i.id(), i.seen().incarnation(), cause, reason));
    return step.get(i.id()).incident();
  }

  /** The command under way, or the container it brought, came to nothing. */
  static void attemptFailed(Step step, InstanceState i, DeclaredModule module, String reason) {
    CommandInFlight command = i.effort().lastCommand();
    Incident incident = i.incident();
    if (incident == null
        && command.verb() != CommandKind.RETIRE
        && i.desired() == DesiredState.RUNNING) {
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
    if (command.verb() == CommandKind.RETIRE && after.seen().isUp()) {
      // It is wanted again, and nobody was to expect its beats any more.
      WatchDecisions.begin(step, after, module);
    }
    planNext(step, step.get(i.id()), module, command);
  }

  private static String wishOf(InstanceState i, DeclaredModule module, CommandInFlight command) {
    if (command.verb() == CommandKind.ENSURE_RUNNING) {
      return IncidentCauses.START;
    }
    return i.definitionDiffers(module) ? IncidentCauses.CHANGED : IncidentCauses.RESTART;
  }

  private static void planNext(
      Step step, InstanceState i, DeclaredModule module, CommandInFlight command) {
    if (i.desired() == DesiredState.GONE) {
      String next = CommandFactory.nextCommandId(i, CommandKind.RETIRE);
      int attempt = command.verb() == CommandKind.RETIRE ? command.attempt() + 1 : 1;
      defer(step, i, RecoveryPolicy.delayBefore(attempt, next), attempt);
    } else if (i.desired() == DesiredState.RUNNING && i.incident() != null) {
      planRetry(step, i, module);
    }
  }

  /** When it is tried again; at once, at the end of the step, when nothing is said of that. */
  static void planRetry(Step step, InstanceState i, DeclaredModule module) {
    if (i.incident().failed()) {
      return;
    }
    if (ExitRules.isLastRun(i, module)) {
      giveUp(step, i, module);
    } else {
      if (i.incident().quarantined()) {
        Instant trial = step.at().plus(module.spec().recovery().trial());
        step.decide(
            new Decision.Deferred(
                i.id(), i.incident().id(), trial, "quarantined; the next trial is at " + trial));
      } else if (isSpent(step, i, module)) {
        quarantine(step, i, module);
      } else {
        int attempt = i.incident().attempts() + 1;
        String next = CommandFactory.nextCommandId(i, CommandFactory.verbFor(i));
        defer(step, i, RecoveryPolicy.delayBefore(attempt, next), attempt);
      }
    }
  }

  /** Its restart policy allows no further run: said once, and left to people. */
  private static void giveUp(Step step, InstanceState i, DeclaredModule module) {
    String why = i.seen().reason() == null ? "it came to nothing" : i.seen().reason();
    int runs = i.incident().runs();
    String policy = "restart: \"" + module.spec().restart() + "\"";
    step.decide(new Decision.JobFailed(i.id(), i.incident().id(), runs, why + "; " + policy));
    WatchDecisions.end(step, step.get(i.id()), "failed");
    Alerts.raise(
        step,
        step.get(i.id()),
        Alerts.JOB_FAILED,
        "%s failed: %s. By %s it is not run again; rouse restart %s runs it once more."
            .formatted(i.id(), why, policy, i.id().module()));
  }

  private static void defer(Step step, InstanceState i, Duration delay, int attempt) {
    if (!delay.isZero()) {
      step.decide(
          new Decision.Deferred(
              i.id(),
              i.incident() == null ? null : i.incident().id(),
              step.at().plus(delay),
              "backoff " + ReasonNumbers.duration(delay) + " before attempt " + attempt));
    }
  }

  /** Whether the budget allows no further attempt now. */
  static boolean isSpent(Step step, InstanceState i, DeclaredModule module) {
    RecoveryPolicy policy = module.spec().recovery();
    return i.attemptsSince(step.at().minus(policy.within())).size() >= policy.attempts();
  }

  static void quarantine(Step step, InstanceState i, DeclaredModule module) {
    RecoveryPolicy policy = module.spec().recovery();
    int attempts = i.attemptsSince(step.at().minus(policy.within())).size();
    Instant trial = step.at().plus(policy.trial());
    step.decide(
        new Decision.Quarantined(i.id(), i.incident().id(), attempts, policy.within(), trial));
    String why = i.seen().reason() == null ? "" : " Last: " + i.seen().reason() + ".";
    Alerts.raise(
        step,
        i,
        Alerts.QUARANTINE,
        "%s does not come back: %d attempts within %s.%s It is tried once every %s from now on."
            .formatted(
                i.id(),
                attempts,
                ReasonNumbers.duration(policy.within()),
                why,
                ReasonNumbers.duration(policy.trial())));
  }

  /** The running incarnation has proved itself. */
  static void proven(Step step, InstanceState i) {
    ObservedState seen = i.seen();
    step.decide(
        new Decision.InstanceAlive(i.id(), seen.incarnation(), seen.containerId(), seen.ip()));
    if (i.incident() == null) {
      return;
    }
    InstanceState alive = step.get(i.id());
    if (!alive.effort().isSettling()) {
      settled(step, alive);
    }
  }

  /** It has proved itself, and has stayed alive for as long as its relapses demand. */
  static void settled(Step step, InstanceState i) {
    boolean successor = i.seen().incarnation() > i.incident().incarnation();
    close(step, i, successor ? "recovered" : "returned");
  }

  /** Ends an incident: {@code recovered}, {@code returned} or {@code withdrawn}. */
  static void close(Step step, InstanceState i, String outcome) {
    Incident incident = i.incident();
    ObservedState seen = i.seen();
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
    String text = i.id() + " is " + endOf(outcome);
    if (incident.quarantined()) {
      Alerts.resolve(step, step.get(i.id()), incident, Alerts.QUARANTINE, text);
    }
    if (incident.failed()) {
      Alerts.resolve(step, step.get(i.id()), incident, Alerts.JOB_FAILED, text);
    }
  }

  private static String endOf(String outcome) {
    return outcome.equals("withdrawn") ? "no longer wanted." : "back.";
  }
}
