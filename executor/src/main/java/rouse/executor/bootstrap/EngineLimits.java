package rouse.executor.bootstrap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import rouse.executor.compose.check.ComposeKeys;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.HealthcheckDefinition;
import rouse.executor.compose.model.MountDefinition;

/** What a definition asks for that the engine is too old to know, and would leave out silently. */
final class EngineLimits {
  private EngineLimits() {}

  /**
   * One line for each such key.
   *
   * @param api version of the engine's API that is spoken, such as {@code 1.41}
   */
  static List<String> of(ContainerDefinition definition, String api) {
    List<String> said = new ArrayList<>();
    ComposeKeys.since()
        .forEach(
            (key, since) -> {
              if (isUsed(key, definition) && isOlder(api, since)) {
                said.add(
                    key.replace("*", definition.module())
                        + " has no effect on this engine: its API "
                        + api
                        + " does not know it, "
                        + since
                        + " does");
              }
            });
    return said.stream().sorted().toList();
  }

  private static boolean isUsed(String key, ContainerDefinition definition) {
    return switch (key) {
      case ComposeKeys.START_INTERVAL ->
          definition.healthcheck().flatMap(HealthcheckDefinition::startInterval).isPresent();
      case ComposeKeys.VOLUME_SUBPATH ->
          definition.storage().mounts().stream()
              .anyMatch(m -> m instanceof MountDefinition.Volume v && v.subpath().isPresent());
      case ComposeKeys.IMAGE_SUBPATH ->
          definition.storage().mounts().stream()
              .anyMatch(m -> m instanceof MountDefinition.Image i && i.subpath().isPresent());
      default -> false;
    };
  }

  private static boolean isOlder(String api, String since) {
    int[] one = parts(api);
    int[] other = parts(since);
    return one[0] < other[0] || (one[0] == other[0] && one[1] < other[1]);
  }

  private static int[] parts(String version) {
    return Arrays.stream(version.split("\\.", 2)).mapToInt(Integer::parseInt).toArray();
  }
}
