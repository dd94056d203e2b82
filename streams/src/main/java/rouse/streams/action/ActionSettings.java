package rouse.streams.action;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

/**
 * What the action topology is a function of.
 *
 * @param platform whose name notifications of requests carry
 * @param groupWait how long alerts are gathered before the first message
 * @param repeat an alert that lasts is not told again within this time
 * @param brief whether incidents that were over before their message are told of
 * @param operators who is told of alerts that name nobody
 * @param inMemory the ids of requests are kept in memory alone, and read from their log at a start
 */
public record ActionSettings(
    String platform,
    Duration groupWait,
    Duration repeat,
    boolean brief,
    List<String> operators,
    boolean inMemory) {
  /** The name where none is configured. */
  static final String NO_PLATFORM = "rouse";

  public ActionSettings {
    Objects.requireNonNull(platform, "platform");
    operators = List.copyOf(operators);
  }

  public ActionSettings(
      String platform, Duration groupWait, Duration repeat, boolean brief, List<String> operators) {
    this(platform, groupWait, repeat, brief, operators, false);
  }

  public static ActionSettings from(Settings settings) {
    return new ActionSettings(
        settings.optional(KnownSettings.DEFAULT_PLATFORM).orElse(NO_PLATFORM),
        settings.duration(KnownSettings.NOTIFY_GROUP_WAIT),
        settings.duration(KnownSettings.NOTIFY_REPEAT),
        settings.isOn(KnownSettings.NOTIFY_BRIEF),
        list(settings.optional(KnownSettings.NOTIFY_OPERATORS).orElse("")),
        settings.isOn(KnownSettings.IN_MEMORY));
  }

  private static List<String> list(String text) {
    return Stream.of(text.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
  }
}
