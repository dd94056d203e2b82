package rouse.streams.liveness;

import java.time.Duration;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;

/**
 * What the liveness topology is made from.
 *
 * @param adoption whether instances that beat and nobody declared are watched
 * @param tick time between two ticks of a partition
 * @param defaultPlatform the platform of beats in the original format, which name none
 * @param inMemory the watches are kept in memory alone, and read from their log at a start
 */
public record LivenessSettings(
    boolean adoption, Duration tick, String defaultPlatform, boolean inMemory) {
  /** When none is configured: one can monitor modules before writing a platform file. */
  static final String UNNAMED_PLATFORM = "default";

  /** A second without a tick is blindness, after which nobody is accused. */
  private static final Duration SLOWEST_TICK = Duration.ofSeconds(1);

  public LivenessSettings(boolean adoption, Duration tick, String defaultPlatform) {
    this(adoption, tick, defaultPlatform, false);
  }

  /**
   * Reads them.
   *
   * @throws SettingError when ticks would be so far apart that silence is never found
   */
  public static LivenessSettings from(Settings settings) {
    Duration tick = settings.duration(KnownSettings.TICK);
    if (!tick.isPositive() || tick.compareTo(SLOWEST_TICK) >= 0) {
      throw new SettingError("liveness.tick must be more than 0 and less than 1s, not " + tick);
    }
    return new LivenessSettings(
        settings.isOn(KnownSettings.ADOPTION),
        tick,
        settings.optional(KnownSettings.DEFAULT_PLATFORM).orElse(UNNAMED_PLATFORM),
        settings.isOn(KnownSettings.IN_MEMORY));
  }
}
