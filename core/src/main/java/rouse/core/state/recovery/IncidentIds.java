package rouse.core.state.recovery;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import rouse.contracts.platform.InstanceId;

/**
 * Ids of incidents: {@code <platform>.<module>.<slot>.<incarnation>-<opening time in ms, base 36>}.
 * Whoever has an id knows the platform, and so the partition, and the time.
 */
public final class IncidentIds {
  private static final int BASE = 36;

  private IncidentIds() {}

  public static String of(InstanceId instance, long incarnation, Instant openedAt) {
    return String.join(
            ".",
            instance.platform(),
            instance.module(),
            Integer.toString(instance.slot()),
            Long.toString(incarnation))
        + "-"
        + Long.toString(openedAt.toEpochMilli(), BASE);
  }

  /** The platform that an incident's id names; empty when the text is no such id. */
  public static Optional<String> platformOf(String incidentId) {
    int dot = incidentId.indexOf('.');
    return dot < 1 || openedAt(incidentId).isEmpty()
        ? Optional.empty()
        : Optional.of(incidentId.substring(0, dot));
  }

  /** The incarnation that failed first; empty when the text is no such id. */
  public static OptionalLong incarnationOf(String incidentId) {
    int dot = incidentId.lastIndexOf('.');
    int dash = incidentId.lastIndexOf('-');
    String number = 0 < dot && dot < dash ? incidentId.substring(dot + 1, dash) : "";
    return number.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(number))
        : OptionalLong.empty();
  }

  public static Optional<Instant> openedAt(String incidentId) {
    int dash = incidentId.lastIndexOf('-');
    if (dash < 0) {
      return Optional.empty();
    }
    try {
      long millis = Long.parseLong(incidentId.substring(dash + 1), BASE);
      return millis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
