package rouse.executor.guard;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.contracts.settings.Durations;

/** The labels on a container by which its owner tunes the guard. What cannot be read is said. */
final class GuardLabels {
  static final String ENABLE = "rouse.enable";
  static final String TIMEOUT = "rouse.timeout";
  static final String STARTUP = "rouse.startup";
  static final String STRATEGY = "rouse.strategy";
  static final String ATTEMPTS = "rouse.attempts";
  static final String WITHIN = "rouse.within";
  static final String TRIAL = "rouse.trial";
  static final String NOTIFY = "rouse.notify";

  private static final Logger LOG = LoggerFactory.getLogger(GuardLabels.class);
  private final String container;
  private final Map<String, String> labels;

  GuardLabels(String container, Map<String, String> labels) {
    this.container = container;
    this.labels = labels;
  }

  Optional<Duration> timeout() {
    return duration(TIMEOUT);
  }

  Optional<Duration> startup() {
    return duration(STARTUP);
  }

  RecoveryPolicy recovery() {
    return new RecoveryPolicy(
        value(STRATEGY, w -> RecoveryPolicy.Strategy.valueOf(w.toUpperCase(java.util.Locale.ROOT)))
            .orElse(null),
        value(ATTEMPTS, Integer::parseUnsignedInt).orElse(0),
        duration(WITHIN).orElse(null),
        duration(TRIAL).orElse(null),
        RecoveryPolicy.Method.RESTART);
  }

  /** Mail addresses, phone numbers and names of webhooks. */
  List<String> notified() {
    return Arrays.stream(labels.getOrDefault(NOTIFY, "").split(","))
        .map(String::strip)
        .filter(who -> !who.isEmpty())
        .toList();
  }

  private Optional<Duration> duration(String label) {
    return value(label, Durations::parse).filter(Duration::isPositive);
  }

  private <T> Optional<T> value(String label, Function<String, T> read) {
    String text = labels.get(label);
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(read.apply(text.strip()));
    } catch (IllegalArgumentException e) {
      LOG.warn("{}: label {} is ignored: {}", container, label, e.getMessage());
      return Optional.empty();
    }
  }
}
