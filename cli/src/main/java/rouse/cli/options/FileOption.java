package rouse.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import rouse.cli.CliError;
import rouse.executor.compose.load.ComposeFiles;

/** {@code -f FILE}, once for each file; without it those that Compose would take. */
public final class FileOption {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = {
        "The platform file, a Compose file; repeated, each comes over those before it.",
        "Without it: COMPOSE_FILE, else compose.yaml here or above, with its override file."
      })
  private List<Path> files = List.of();

  /** All of them, at least one. */
  public List<Path> paths() {
    return files.isEmpty() ? found() : files;
  }

  /** The first, which names the platform's folder. */
  public Path path() {
    return paths().getFirst();
  }

  /**
   * The first, and all are there and may be read.
   *
   * @throws CliError when one is not
   */
  public Path existing() {
    paths().forEach(FileOption::require);
    return path();
  }

  /**
   * Those that Compose would take.
   *
   * @throws CliError when there is none
   */
  public static List<Path> found() {
    List<Path> found = ComposeFiles.find(Path.of(""), System.getenv());
    if (found.isEmpty()) {
      throw new CliError("there is no Compose file here or above", "name one with -f FILE");
    }
    return found;
  }

  public static void require(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CliError(
          "there is no platform file " + file, "name a Compose file, such as -f compose.yaml");
    }
    if (!Files.isReadable(file)) {
      throw new CliError("cannot read " + file, "give this user the right to read it");
    }
  }
}
