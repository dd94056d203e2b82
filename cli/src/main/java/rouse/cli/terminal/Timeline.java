package rouse.cli.terminal;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.IncidentView.Entry;

/** Events one below the other, in the time zone of whoever reads. */
public final class Timeline {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private Timeline() {}

  public static String head(IncidentView incident) {
    return SafeText.oneLine(incident.incidentId())
        + "  "
        + TIME.format(incident.openedAt())
        + "  "
        + SafeText.orDash(incident.instance())
        + "  "
        + SafeText.orDash(incident.cause())
        + "  "
        + (incident.outcome() == null
            ? "open"
            : SafeText.oneLine(incident.outcome()) + took(incident))
        + "  attempts "
        + incident.attempts();
  }

  private static String took(IncidentView incident) {
    return incident.closedAt() == null
        ? ""
        : String.format(
            Locale.ROOT,
            " after %.1f s",
            java.time.Duration.between(incident.openedAt(), incident.closedAt()).toMillis()
                / 1000.0);
  }

  public static List<String> lines(List<Entry> entries) {
    return entries.stream().map(Timeline::line).toList();
  }

  private static String line(Entry entry) {
    String type = SafeText.orDash(entry.type()).replaceFirst("^rouse\\.", "");
    return "  "
        + (entry.at() == null ? "-" : TIME.format(entry.at()))
        + "  "
        + SafeText.padded(type, 28)
        + "  "
        + SafeText.orDash(entry.summary())
        + "  ["
        + SafeText.orDash(entry.id())
        + "]";
  }
}
