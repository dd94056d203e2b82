package rouse.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.ComposeResult;
import rouse.executor.compose.Finding;
import rouse.executor.compose.PlatformFile;

/** How a platform file is read; for every verb that takes one. */
final class PlatformFileOptions {
  @Option(names = "--strict", description = "What is read but not applied is an error.")
  private boolean strict;

  @Option(
      names = "--allow",
      paramLabel = "NAME",
      split = ",",
      description = "Let the file widen what containers may do; a refusal names what to allow.")
  private Set<String> allow = Set.of();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      split = ",",
      description = "Active profiles, besides those of COMPOSE_PROFILES.")
  private Set<String> profiles = Set.of();

  /** Reads a file; what is wrong with it is in the result. */
  ComposeResult read(Path file) {
    FileOption.require(file);
    return ComposeReader.read(file, new ComposeOptions(strict, allow, System.getenv(), profiles));
  }

  /**
   * Reads a file that must be right.
   *
   * @param warn is told what is read but not applied, line by line
   * @throws CliError in one line, with every error
   */
  PlatformFile readWhole(Path file, Consumer<String> warn) {
    ComposeResult result = read(file);
    List<Finding> errors = result.errors();
    if (!errors.isEmpty()) {
      String all = errors.stream().map(Finding::text).collect(Collectors.joining(" | "));
      throw new CliError(
          file + " cannot be run: " + all, "'rouse check " + file + "' lists it line by line");
    }
    result.findings().forEach(finding -> warn.accept("warning: " + Text.oneLine(finding.text())));
    return result.orThrow();
  }
}
