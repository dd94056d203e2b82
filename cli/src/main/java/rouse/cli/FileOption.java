package rouse.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code -f FILE}. */
final class FileOption {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description = "The platform file, a Compose file.")
  private Path file;

  Path path() {
    return file;
  }

  /**
   * The file, which is there and may be read.
   *
   * @throws CliError when it is not
   */
  Path existing() {
    require(file);
    return file;
  }

  static void require(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CliError(
          "there is no platform file " + file, "name a Compose file, such as -f compose.yaml");
    }
    if (!Files.isReadable(file)) {
      throw new CliError("cannot read " + file, "give this user the right to read it");
    }
  }
}
