package rouse.executor.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import rouse.executor.compose.model.HealthcheckDefinition;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** A module's health check. */
final class HealthcheckReader {
  private static final String SHELL = "CMD-SHELL";

  Optional<HealthcheckDefinition> read(Section healthcheck) {
    if (!healthcheck.present()) {
      return Optional.empty();
    }
    List<String> test = test(healthcheck.at("test"));
    if (healthcheck.flag("disable") || test.equals(HealthcheckDefinition.DISABLED.test())) {
      return Optional.of(HealthcheckDefinition.DISABLED);
    }
    OptionalLong retries = healthcheck.at("retries").integer();
    return Optional.of(
        new HealthcheckDefinition(
            test,
            healthcheck.at("interval").duration(),
            healthcheck.at("timeout").duration(),
            healthcheck.at("start_period").duration(),
            healthcheck.at("start_interval").duration(),
            retries.isPresent() ? OptionalInt.of((int) retries.getAsLong()) : OptionalInt.empty()));
  }

  private static List<String> test(Section test) {
    if (!test.isListing()) {
      return test.text().map(t -> List.of(SHELL, t)).orElse(List.of());
    }
    List<String> words = new ArrayList<>(test.texts());
    String kind = words.isEmpty() ? "" : words.getFirst();
    switch (kind) {
      case "" -> {}
      case "NONE" -> {}
      case "CMD", SHELL -> {
        if (words.size() == 1) {
          test.error(kind + " without a command", "Add what is to be run.");
        }
      }
      default ->
          test.error(
              "a test begins with CMD, CMD-SHELL or NONE, not " + MessageText.quoted(kind),
              "Put CMD before it.");
    }
    return words;
  }
}
