package rouse.cli;

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
}
