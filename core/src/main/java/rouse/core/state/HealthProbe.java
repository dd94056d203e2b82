package rouse.core.state;

import java.time.Instant;
import rouse.contracts.event.Nullable;

/**
 * The health check of a silent instance was ordered to be run once more.
 *
 * @param silence since when it was silent; another silence has another probe
 * @param until it is replaced then
 * @param result null: not known yet
 */
public record HealthProbe(Instant silence, Instant until, @Nullable String result) {
  public HealthProbe saying(String other) {
    return new HealthProbe(silence, until, other);
  }
}
