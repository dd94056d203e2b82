package rouse.contracts.platform;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the load of a worker is measured by. */
public enum ScaleMetric {
  /** The worker's own answer: in its beats, or to {@code GET /get_load}. */
  LOAD,
  /** Processor time by Docker's count. */
  CPU,
  /** Memory by Docker's count. */
  MEMORY,
  /** Requests by the load balancer's count. */
  SESSIONS;

  /** As the platform file writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ScaleMetric> of(String word) {
    return Arrays.stream(values()).filter(m -> m.word().equals(word)).findFirst();
  }
}
