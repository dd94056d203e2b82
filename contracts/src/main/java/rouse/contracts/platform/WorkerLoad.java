package rouse.contracts.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import rouse.contracts.event.Nullable;

/**
 * What one worker reported in a window: the mean of each value. What it did not report is null, and
 * never zero.
 *
 * @param incarnation the newest one that reported; 0 when the reports did not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkerLoad(
    int slot,
    long incarnation,
    @Nullable Double load,
    @Nullable Double cpu,
    @Nullable Double memory,
    @Nullable Double sessions) {
  /** No load is more than this; it keeps sums and ratios far from overflow. */
  public static final long MOST = 1_000_000_000;

  public WorkerLoad {
    for (Double value : Arrays.asList(load, cpu, memory, sessions)) {
      if (value != null && !(value >= 0 && value <= MOST)) {
        throw new IllegalArgumentException("a load is a number from 0 to " + MOST);
      }
    }
  }

  /** The value of one metric; null when it was not reported. */
  public Double of(ScaleMetric metric) {
    return switch (metric) {
      case LOAD -> load;
      case CPU -> cpu;
      case MEMORY -> memory;
      case SESSIONS -> sessions;
    };
  }
}
