package rouse.executor.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleRate;
import rouse.contracts.platform.ScaleTarget;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/**
 * {@code x-rouse.scale}: bounds of the number of workers, and the load that it follows. Without a
 * target it follows nothing, and operators and requests change it.
 */
final class ScaleReader {
  private ScaleReader() {}

  static Optional<ScalePolicy> read(Section scale) {
    if (!scale.present()) {
      return Optional.empty();
    }
    List<ScaleTarget> targets = targets(scale);
    if (targets.isEmpty()) {
      Stream.of("window", "up", "down")
          .map(scale::at)
          .filter(Section::present)
          .forEach(
              unused ->
                  unused.warning(
                      "without a target the number follows no load", "Write target, or targets."));
    }
    try {
      return Optional.of(
          ScalePolicy.of(
              (int) scale.at("min").integer().orElse(1),
              (int) scale.at("max").integer().orElse(1),
              targets,
              scale.at("window").duration().orElse(null),
              rate(scale.at("up"), ScaleRate.UP),
              rate(scale.at("down"), ScaleRate.DOWN),
              scale.at("drain").duration().orElse(null)));
    } catch (IllegalArgumentException e) {
      scale.error(MessageText.clean(e.getMessage()), "Correct the numbers.");
      return Optional.empty();
    }
  }

  private static List<ScaleTarget> targets(Section scale) {
    List<ScaleTarget> targets = new ArrayList<>();
    Section one = scale.at("target");
    if (one.present()) {
      String metric = scale.text("metric").orElse(ScaleMetric.LOAD.word());
      target(one, metric).ifPresent(targets::add);
      if (scale.at("targets").present()) {
        one.error("targets says it as well", "Keep one of the two.");
      }
    } else if (scale.at("metric").present()) {
      scale
          .at("metric")
          .error("nothing says at what load a worker is kept", "Write target, such as 0.7.");
    }
    scale.at("targets").children().forEach((m, t) -> target(t, m).ifPresent(targets::add));
    return targets;
  }

  private static Optional<ScaleTarget> target(Section number, String word) {
    Optional<ScaleMetric> metric = ScaleMetric.of(word);
    double value = number.number().orElse(0);
    if (metric.isEmpty() || value <= 0) {
      // The schema has said so.
      return Optional.empty();
    }
    boolean share = metric.get() == ScaleMetric.CPU || metric.get() == ScaleMetric.MEMORY;
    if (share && value > 1) {
      number.error(
          word + " is a fraction of the limit and never above 1", "Write 0.7 for 70 percent.");
      return Optional.empty();
    }
    return Optional.of(new ScaleTarget(metric.get(), value));
  }

  /** What is not said of a bound is as usual, until one of the two bounds is said. */
  private static ScaleRate rate(Section rate, ScaleRate usual) {
    Integer workers = count(rate.at("workers"));
    Integer percent = count(rate.at("percent"));
    boolean bounded = workers != null || percent != null;
    return new ScaleRate(
        rate.at("stabilize").duration().orElse(usual.stabilize()),
        bounded ? workers : usual.workers(),
        bounded ? percent : usual.percent(),
        rate.at("period").duration().orElse(usual.period()),
        rate.text("select")
            .map(s -> ScaleRate.Select.valueOf(s.toUpperCase(Locale.ROOT)))
            .orElse(usual.select()));
  }

  private static Integer count(Section number) {
    OptionalLong count = number.integer();
    return count.isPresent() ? (int) count.getAsLong() : null;
  }
}
