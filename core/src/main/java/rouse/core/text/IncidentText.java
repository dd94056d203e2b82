package rouse.core.text;

import static rouse.core.text.ReasonNumbers.duration;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.core.state.recovery.IncidentCauses;

/** An incident in a sentence: how it began, what is done about it, how it ended. */
public final class IncidentText {
  private IncidentText() {}

  /** What happened, as a verb: {@code died}, {@code fell silent}. */
  public static String failure(String cause) {
    return switch (cause) {
      case IncidentCauses.SILENT -> "fell silent";
      case IncidentCauses.DIED -> "died";
      case IncidentCauses.UNHEALTHY -> "became unhealthy";
      case IncidentCauses.REPORTED -> "was reported faulty";
      case IncidentCauses.START -> "did not start";
      case IncidentCauses.RESTART -> "did not restart";
      case IncidentCauses.CHANGED -> "did not come up with its changed definition";
      default -> "failed (" + cause + ")";
    };
  }

  /** What failed, when, and why. */
  public static String opened(Decision.IncidentOpened d, Instant at) {
    return "%s %s at %s: %s."
        .formatted(d.instance(), failure(d.cause()), seconds(at), withoutStop(d.reason()));
  }

  /** What failed once more, when, and why. */
  public static String reopened(Decision.IncidentReopened d, Instant at) {
    return "%s %s again at %s: %s."
        .formatted(d.instance(), failure(d.cause()), seconds(at), withoutStop(d.reason()));
  }

  /** How it ended, when, and what it took. */
  public static String closed(Decision.IncidentClosed d, Instant at) {
    String attempts =
        d.attempts() == 0
            ? ""
            : " and " + d.attempts() + (d.attempts() == 1 ? " attempt" : " attempts");
    String how =
        switch (d.outcome()) {
          case "recovered" -> "is back";
          case "returned" -> "came back by itself";
          case "withdrawn" -> "is no longer wanted, or is left alone on purpose";
          default -> "is " + d.outcome();
        };
    return "%s %s since %s, after %s%s."
        .formatted(d.instance(), how, seconds(at), duration(d.took()), attempts);
  }

  /** What a command does about it. */
  public static String ordered(Decision.CommandIssued d) {
    String verb =
        switch (d.command()) {
          case Command.EnsureRunning c -> "starts";
          case Command.Replace c -> "replaces";
          case Command.Retire c -> "removes";
          case Command.Probe c -> "probes";
        };
    return "Rouse %s it now, attempt %d.".formatted(verb, d.attempt());
  }

  /** Why nothing is done about it yet. */
  public static String deferred(Decision.Deferred d) {
    return d.until() == null
        ? "Rouse acts later: it " + withoutStop(d.reason()).replaceFirst("^brake: ", "") + "."
        : "Rouse acts at %s: %s.".formatted(seconds(d.until()), withoutStop(d.reason()));
  }

  private static Instant seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }

  private static String withoutStop(String text) {
    return text == null ? "no reason is known" : text.replaceFirst("\\.$", "");
  }
}
