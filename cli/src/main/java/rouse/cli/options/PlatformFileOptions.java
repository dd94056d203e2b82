package rouse.cli.options;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import rouse.cli.CliError;
import rouse.cli.terminal.SafeText;
import rouse.contracts.platform.HostId;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.ComposeResult;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.compose.yaml.Finding;

/** How a platform file is read; for every verb that takes one. */
public final class PlatformFileOptions {
  @Option(names = "--strict", description = "What is read but not applied is an error.")
  private boolean strict;

  @Mixin private TrustOptions trust;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      split = ",",
      description = "Active profiles, besides those of COMPOSE_PROFILES.")
  private Set<String> profiles = Set.of();

  private Optional<String> host = Optional.empty();

  /** From now on it is read for an executor: what modules of other hosts need may be missing. */
  public void readFor(HostId executor) {
    host = Optional.of(executor.id());
  }

  /** Reads files, each over those before it; what is wrong with them is in the result. */
  public ComposeResult read(List<Path> files) {
    return read(files, strict, trust, profiles, host);
  }

  private static ComposeResult read(
      List<Path> files,
      boolean strict,
      TrustOptions trust,
      Set<String> profiles,
      Optional<String> host) {
    files.forEach(FileOption::require);
    return ComposeReader.read(
        files,
        new ComposeOptions(
            strict, trust.confined(), trust.allow(), System.getenv(), profiles, host));
  }

  /**
   * Looks whether files that an executor will read are to be trusted.
   *
   * @throws CliError when they are confined and go too far
   */
  public static void requireTrusted(List<Path> files, TrustOptions trust) {
    if (trust.confined()) {
      readAll(files, trust);
    }
  }

  /**
   * Reads files with the services of every profile.
   *
   * @throws CliError in one line, with every error
   */
  public static PlatformFile readAll(List<Path> files, TrustOptions trust) {
    return whole(files, read(files, false, trust, Set.of("*"), Optional.empty()));
  }

  /**
   * Reads files that must be right.
   *
   * @param warn is told what is read but not applied, line by line
   * @throws CliError in one line, with every error
   */
  public PlatformFile readWhole(List<Path> files, Consumer<String> warn) {
    ComposeResult result = read(files);
    PlatformFile platform = whole(files, result);
    result.findings().stream()
        .filter(finding -> finding.severity() == Finding.Severity.WARNING)
        .forEach(finding -> warn.accept("warning: " + SafeText.oneLine(finding.text())));
    return platform;
  }

  private static PlatformFile whole(List<Path> files, ComposeResult result) {
    String named = files.stream().map(Path::toString).collect(Collectors.joining(" "));
    List<Finding> errors = result.errors();
    if (!errors.isEmpty()) {
      String all = errors.stream().map(Finding::text).collect(Collectors.joining(" | "));
      throw new CliError(
          named + " cannot be run: " + all, "'rouse check " + named + "' lists it line by line");
    }
    return result.orThrow();
  }
}
