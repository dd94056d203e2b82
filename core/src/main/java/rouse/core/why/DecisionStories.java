package rouse.core.why;

import static rouse.core.text.ReasonNumbers.duration;

import java.util.Locale;
import java.util.Map;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.core.state.recovery.IncidentCauses;
import rouse.core.text.EventSummaries;
import rouse.core.text.IncidentText;

/** What Rouse concluded, in sentences, with the rule that it applied. */
final class DecisionStories {
  private DecisionStories() {}

  static String text(Decision decision) {
    return switch (decision) {
      case Decision.IncidentOpened d ->
          "Rouse opened an incident, since incarnation %d of %s %s: %s"
              .formatted(
                  d.incarnation(), d.instance(), IncidentText.failure(d.cause()), d.reason());
      case Decision.IncidentReopened d ->
          "Rouse took up the same incident again: incarnation %d of %s %s before it had been alive for long enough: %s"
              .formatted(
                  d.incarnation(), d.instance(), IncidentText.failure(d.cause()), d.reason());
      case Decision.IncidentClosed d ->
          "Rouse closed the incident after %s and %s: %s"
              .formatted(duration(d.took()), count(d.attempts(), "command"), end(d));
      case Decision.CommandIssued d -> command(d) + ": " + d.reason();
      case Decision.AttemptFailed d -> "the attempt failed: " + d.reason();
      case Decision.Deferred d ->
          "Rouse did nothing about %s for now: %s%s"
              .formatted(
                  d.instance(), d.reason(), d.until() == null ? "" : " (until " + d.until() + ")");
      case Decision.Quarantined d ->
          "Rouse gave up trying %s at once: %s within %s are its whole budget. It is tried once at %s"
              .formatted(
                  d.instance(),
                  count(d.attempts(), "attempt"),
                  duration(d.within()),
                  d.nextTrial());
      case Decision.BrakeApplied d ->
          "Rouse applied its brake, since %s: nothing is replaced for its silence until beats return, Docker tells of deaths, or one that is replaced at %s is heard"
              .formatted(d.reason(), d.probeAt());
      case Decision.BrakeReleased d ->
          "Rouse released its brake after %s: %s".formatted(duration(d.lasted()), d.reason());
      case Decision.JobFailed d ->
          "Rouse leaves %s as it is after %s: %s"
              .formatted(d.instance(), count(d.runs(), "run"), d.reason());
      case Decision.InstanceAlive d ->
          "incarnation %d of %s has proved that it is alive%s"
              .formatted(
                  d.incarnation(), d.instance(), d.ip() == null ? "" : ", at address " + d.ip());
      case Decision.InstanceCompleted d -> d.instance() + " has done its work";
      case Decision.FoundAlive d ->
          "Rouse did nothing: %s runs as incarnation %d and is heard"
              .formatted(d.instance(), d.incarnation());
      case Decision.ReportJoined d ->
          "Rouse did nothing more: its recovery is under way already, as incident "
              + d.incidentId();
      case Decision.Refused d -> "Rouse refused it for " + d.subject() + ": " + d.reason();
      case Decision.WatchBegun d ->
          "Rouse expects beats of incarnation %d of %s from now on: within %s of its start, then one every %s"
              .formatted(
                  d.incarnation(), d.instance(), duration(d.startup()), duration(d.timeout()));
      case Decision.WatchEnded d ->
          "Rouse expects no more beats of " + d.instance() + ": " + d.reason();
      case Decision.WorkerAdded d -> "Rouse added the worker " + d.instance() + ": " + d.reason();
      case Decision.PlatformPlanned d -> planned(d);
      case Decision.AlertRaised d -> "Rouse raised an alert (" + d.kind() + "): " + d.text();
      case Decision.AlertResolved d -> "the alert (" + d.kind() + ") is over: " + d.text();
      // New kinds of decisions have a summary before they have a story.
      default -> EventSummaries.of(decision);
    };
  }

  private static String end(Decision.IncidentClosed d) {
    return switch (d.outcome()) {
      case "recovered" ->
          "incarnation %d of %s has proved that it is alive"
              .formatted(d.incarnation(), d.instance());
      case "returned" -> d.instance() + " came back by itself";
      case "withdrawn" -> d.instance() + " is not wanted any more, or is left alone on purpose";
      default -> d.outcome();
    };
  }

  private static String command(Decision.CommandIssued d) {
    Command command = d.command();
    return switch (command) {
      case Command.EnsureRunning c ->
          "Rouse ordered to start %s as incarnation %d".formatted(c.instance(), c.incarnation());
      case Command.Replace c ->
          "Rouse ordered to replace %s by incarnation %d".formatted(c.instance(), c.incarnation());
      case Command.Retire c -> "Rouse ordered to stop and remove " + c.instance();
      case Command.Probe c ->
          "Rouse ordered to run the health check of %s once more".formatted(c.instance());
    };
  }

  private static String planned(Decision.PlatformPlanned d) {
    if (d.start().isEmpty() && d.replace().isEmpty() && d.retire().isEmpty()) {
      return "Rouse compared the file with what runs and found nothing to do";
    }
    return "Rouse compared the file with what runs: it starts %s, replaces %s, retires %s"
        .formatted(names(d.start()), names(d.replace()), names(d.retire()));
  }

  private static String names(java.util.List<String> modules) {
    return modules.isEmpty() ? "nothing" : String.join(", ", modules);
  }

  /** The rule in a few words; of a decision that has none of its own, its name. */
  static String rule(Decision decision) {
    return switch (decision) {
      case Decision.IncidentOpened d -> ruleOf(d.cause());
      case Decision.IncidentReopened d -> "relapse";
      case Decision.IncidentClosed d -> "verified recovery";
      case Decision.CommandIssued d -> d.incidentId() == null ? "desired state" : "recovery";
      case Decision.AttemptFailed d -> "verified recovery";
      case Decision.Deferred d -> ruleOfWait(d.reason());
      case Decision.Quarantined d -> "budget";
      case Decision.BrakeApplied d -> "brake";
      case Decision.HealthProbeOrdered d -> "corroboration";
      case Decision.BrakeReleased d -> "brake";
      case Decision.JobFailed d -> "restart policy";
      case Decision.InstanceAlive d -> "proof of life";
      case Decision.FoundAlive d -> "proof of life";
      case Decision.Refused d -> "refusal";
      case Decision.WatchBegun d -> "detection";
      case Decision.WatchEnded d -> "detection";
      case Decision.PlatformPlanned d -> "desired state";
      case Decision.AlertRaised d -> "notification";
      case Decision.AlertResolved d -> "notification";
      default -> words(decision.getClass().getSimpleName());
    };
  }

  private static String ruleOf(String cause) {
    return switch (cause) {
      case IncidentCauses.SILENT -> "silence";
      case IncidentCauses.DIED -> "death";
      case IncidentCauses.UNHEALTHY -> "health";
      case IncidentCauses.REPORTED -> "report";
      default -> "failed start";
    };
  }

  private static String ruleOfWait(String reason) {
    if (reason.startsWith("backoff") || reason.startsWith("quarantined")) {
      return reason.startsWith("backoff") ? "backoff" : "budget";
    }
    if (reason.startsWith("brake") || reason.startsWith("rate")) {
      return reason.startsWith("brake") ? "brake" : "rate";
    }
    return reason.startsWith("waits for host") ? "silent host" : "order";
  }

  static Map<String, String> numbers(Decision decision) {
    return switch (decision) {
      case Decision.CommandIssued d ->
          Stories.numbers(
              "attempt",
              d.incidentId() == null ? null : d.attempt(),
              "incarnation",
              d.command().incarnation(),
              "deadline",
              d.command().deadline());
      case Decision.AttemptFailed d -> Stories.numbers("attempt", d.attempt());
      case Decision.Deferred d -> Stories.numbers("until", d.until());
      case Decision.Quarantined d ->
          Stories.numbers(
              "attempts",
              d.attempts(),
              "within",
              duration(d.within()),
              "next trial",
              d.nextTrial());
      case Decision.JobFailed d -> Stories.numbers("runs", d.runs());
      case Decision.BrakeApplied d ->
          Stories.numbers(
              "silent",
              d.silent(),
              "beating",
              d.beating(),
              "within",
              duration(d.within()),
              "probe at",
              d.probeAt());
      case Decision.BrakeReleased d ->
          Stories.numbers(
              "silent", d.silent(), "lasted", duration(d.lasted()), "probes", d.probes());
      case Decision.IncidentClosed d ->
          Stories.numbers(
              "attempts", d.attempts(), "took", duration(d.took()), "outcome", d.outcome());
      case Decision.WatchBegun d ->
          Stories.numbers("timeout", duration(d.timeout()), "startup", duration(d.startup()));
      default -> Map.of();
    };
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String words(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
