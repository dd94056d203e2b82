package rouse.streams.liveness;

import java.time.Duration;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

/**
 * What the liveness topology is made from.
 *
 * @param adoption whether instances that beat and nobody declared are watched
 * @param tick time between two ticks of a partition
 * @param defaultPlatform the platform of beats in the original format, which name none
 */
public record LivenessSettings(boolean adoption, Duration tick, String defaultPlatform) {
  /** When none is configured: one can monitor modules before writing a platform file. */
  static final String UNNAMED_PLATFORM = "default";

  public static LivenessSettings from(Settings settings) {
    return new LivenessSettings(
        settings.isOn(KnownSettings.ADOPTION),
        settings.duration(KnownSettings.TICK),
        settings.optional(KnownSettings.DEFAULT_PLATFORM).orElse(UNNAMED_PLATFORM));
  }
}
