package rouse.core.text;

import java.util.Locale;
import rouse.contracts.event.Decision;

/** One line for people about a decision. */
public final class DecisionSummaries {
  private DecisionSummaries() {}

  static String of(Decision decision) {
    return switch (decision) {
      case Decision.PlatformPlanned d ->
          "plan: start %s, replace %s, retire %s, %d unchanged"
              .formatted(d.start(), d.replace(), d.retire(), d.unchanged());
      case Decision.BootDecided d ->
          "host %s %s: %s"
              .formatted(
                  d.host(),
                  d.clears() ? "clears what earlier runs logged" : "clears nothing",
                  d.reason());
      case Decision.PlatformDown d -> "platform " + d.platform() + " is down";
      case Decision.WatchBegun d ->
          "watches %s incarnation %d, timeout %s, startup %s"
              .formatted(
                  d.instance(),
                  d.incarnation(),
                  ReasonNumbers.duration(d.timeout()),
                  ReasonNumbers.duration(d.startup()));
      case Decision.WatchEnded d -> "watches " + d.instance() + " no longer: " + d.reason();
      case Decision.HostWatchBegun d ->
          "watches host " + d.host() + ", timeout " + ReasonNumbers.duration(d.timeout());
      case Decision.IncidentOpened d ->
          "incident %s: %s incarnation %d %s (%s)"
              .formatted(d.incidentId(), d.instance(), d.incarnation(), d.cause(), d.reason());
      case Decision.IncidentReopened d ->
          "incident %s goes on: %s incarnation %d %s again (%s)"
              .formatted(d.incidentId(), d.instance(), d.incarnation(), d.cause(), d.reason());
      case Decision.JobFailed d ->
          "%s has failed after %d runs and is not run again: %s"
              .formatted(d.instance(), d.runs(), d.reason());
      case Decision.IncidentClosed d ->
          "incident %s closed: %s after %s and %d attempts"
              .formatted(
                  d.incidentId(), d.outcome(), ReasonNumbers.duration(d.took()), d.attempts());
      case Decision.CommandIssued d -> "orders " + d.commandId() + ": " + d.reason();
      case Decision.AttemptFailed d -> d.commandId() + " came to nothing: " + d.reason();
      case Decision.Deferred d -> d.instance() + " " + d.reason();
      case Decision.Quarantined d ->
          "%s is quarantined after %d attempts within %s; next trial at %s"
              .formatted(
                  d.instance(), d.attempts(), ReasonNumbers.duration(d.within()), d.nextTrial());
      case Decision.HealthProbeOrdered d ->
          "the health check of %s incarnation %d is run once more: %s"
              .formatted(d.instance(), d.incarnation(), d.reason());
      case Decision.BrakeApplied d ->
          "brake: %s; one is replaced at %s unless they are heard"
              .formatted(d.reason(), d.probeAt());
      case Decision.BrakeReleased d ->
          "brake released after %s, with %d instances silent: %s"
              .formatted(ReasonNumbers.duration(d.lasted()), d.silent(), d.reason());
      case Decision.InstanceAlive d ->
          "%s incarnation %d is alive%s"
              .formatted(d.instance(), d.incarnation(), d.ip() == null ? "" : " at " + d.ip());
      case Decision.RestartPropagated d -> d.instance() + " is to be replaced: " + d.reason();
      case Decision.RestartAbandoned d -> d.instance() + " is left as it is: " + d.reason();
      case Decision.InstanceCompleted d -> d.instance() + " has completed";
      case Decision.FoundAlive d -> d.instance() + " was found alive";
      case Decision.ReportJoined d -> "report joined to incident " + d.incidentId();
      case Decision.Refused d -> d.subject() + ": " + d.reason();
      case Decision.WorkerAdded d -> d.instance() + " is added: " + d.reason();
      case Decision.Scaled d ->
          "%s is scaled from %d to %d: %s".formatted(d.module(), d.from(), d.to(), d.reason());
      case Decision.ScalingHeld d ->
          "%s stays at %d: %s".formatted(d.module(), d.replicas(), d.reason());
      case Decision.UpdateStarted d ->
          "update of %s from %s to %s: %d instances, %s, %d at once, each alive within %s, else %s"
              .formatted(
                  d.module(),
                  d.from(),
                  d.to(),
                  d.instances(),
                  word(d.policy().order()),
                  d.policy().parallel(),
                  ReasonNumbers.duration(d.policy().monitor()),
                  word(d.policy().onFailure()));
      case Decision.UpdateCompleted d ->
          "update of %s to %s %s after %s: %s"
              .formatted(
                  d.module(), d.to(), d.outcome(), ReasonNumbers.duration(d.took()), d.reason());
      case Decision.UpdateRolledBack d ->
          "update of %s to %s failed, %s comes back: %s"
              .formatted(d.module(), d.to(), d.from(), d.reason());
      case Decision.UpdatePaused d ->
          "update of %s to %s failed and is paused: %s".formatted(d.module(), d.to(), d.reason());
      case Decision.SurgeAdded d ->
          "%s is added for the time of an update, to relieve %s: %s"
              .formatted(d.instance(), d.relieves(), d.reason());
      case Decision.SlotRelieved d ->
          d.instance()
              + (d.by() == null ? " is no longer needed: " : " is relieved by " + d.by() + ": ")
              + d.reason();
      case Decision.AlertRaised d -> d.text();
      case Decision.AlertExplained d ->
          "the alert (%s) of %s has the last lines of its log".formatted(d.kind(), d.subject());
      case Decision.AlertResolved d -> d.text();
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
