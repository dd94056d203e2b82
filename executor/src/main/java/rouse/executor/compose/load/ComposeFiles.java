package rouse.executor.compose.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import rouse.executor.compose.yaml.UnreadableFileException;

/** Which files are meant when none is named, as Compose finds them. */
public final class ComposeFiles {
  private static final List<String> NAMES =
      List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");
  private static final List<String> OVER =
      List.of(
          "compose.override.yml",
          "compose.override.yaml",
          "docker-compose.override.yml",
          "docker-compose.override.yaml");

  private ComposeFiles() {}

  /**
   * Those that {@code COMPOSE_FILE} names; else a Compose file in the folder or the nearest one
   * above it, and its override file. Empty when there is none.
   */
  public static List<Path> find(Path folder, Map<String, String> environment) {
    Map<String, String> variables = variables(folder, environment);
    Optional<String> named = Optional.ofNullable(variables.get("COMPOSE_FILE"));
    if (named.filter(n -> !n.isBlank()).isPresent()) {
      String separator = variables.getOrDefault("COMPOSE_PATH_SEPARATOR", ":");
      return Arrays.stream(named.get().split(java.util.regex.Pattern.quote(separator)))
          .map(folder::resolve)
          .toList();
    }
    for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      Optional<Path> file = first(at, NAMES);
      if (file.isPresent()) {
        return Stream.concat(file.stream(), first(at, OVER).stream()).toList();
      }
    }
    return List.of();
  }

  /**
   * The variables of {@code .env} below the environment; one that cannot be read is reported later.
   */
  private static Map<String, String> variables(Path folder, Map<String, String> environment) {
    Path file = folder.resolve(".env");
    try {
      return ProjectLoader.variables(
          Files.isRegularFile(file) ? List.of(file) : List.of(), environment);
    } catch (UnreadableFileException e) {
      return environment;
    }
  }

  private static Optional<Path> first(Path folder, List<String> names) {
    return names.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }
}
