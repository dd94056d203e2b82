package rouse.streams.decide;

import java.time.Duration;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

/**
 * Bounds of what the decider keeps for people to look up; its decisions don't depend on them.
 *
 * @param events events kept per platform
 * @param incidents incidents kept per platform
 * @param retention how long events are kept at the most
 */
public record DecideSettings(int events, int incidents, Duration retention) {
  private static final int INCIDENTS = 500;

  /** As long as the topics that the events stand in. */
  private static final Duration RETENTION = Duration.ofDays(30);

  public static DecideSettings from(Settings settings) {
    return new DecideSettings(settings.number(KnownSettings.EVENTS_KEPT), INCIDENTS, RETENTION);
  }

  public static DecideSettings defaults() {
    return new DecideSettings(10_000, INCIDENTS, RETENTION);
  }
}
