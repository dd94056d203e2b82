package rouse.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.IncidentView.Entry;

/** Events one below the other, in the time zone of whoever reads. */
final class Timeline {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private Timeline() {}

  static String head(IncidentView incident) {
    return Text.oneLine(incident.incidentId())
        + "  "
        + TIME.format(incident.openedAt())
        + "  "
        + Text.orDash(incident.instance())
        + "  "
        + Text.orDash(incident.cause())
        + "  "
        + (incident.outcome() == null ? "open" : Text.oneLine(incident.outcome()) + took(incident))
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

  static List<String> lines(List<Entry> entries) {
    return entries.stream().map(Timeline::line).toList();
  }

  private static String line(Entry entry) {
    String type = Text.orDash(entry.type()).replaceFirst("^rouse\\.", "");
    return "  "
        + (entry.at() == null ? "-" : TIME.format(entry.at()))
        + "  "
        + Text.padded(type, 28)
        + "  "
        + Text.orDash(entry.summary())
        + "  ["
        + Text.orDash(entry.id())
        + "]";
  }
}
