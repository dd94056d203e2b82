package rouse.cli.options;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import rouse.cli.CliError;
import rouse.cli.ExitCode;
import rouse.cli.client.DataFolder;
import rouse.cli.client.DevState;
import rouse.cli.client.StatusClient;
import rouse.cli.terminal.MissingPartitions;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.Missing;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.Platforms;

/** Which platform is meant: the named one, else that of the folder's dev, else the only one. */
public final class PlatformArgument {
  @Option(
      names = {"-p", "--platform"},
      paramLabel = "NAME",
      description =
          "The platform; by default platform.default, that of the dev of this folder, or the"
              + " only one.")
  private String name;

  public String resolve(Settings settings, StatusClient client) {
    return named(settings).orElseGet(() -> onlyOneOfAll(client.platforms()).platform());
  }

  /** Its state; of the only one that is known, also what is missing of the others. */
  public PlatformStatus status(Settings settings, StatusClient client) {
    Optional<String> named = named(settings);
    if (named.isPresent()) {
      return client.platform(named.get());
    }
    Platforms all = client.platforms();
    return onlyOne(all).withMissing(all.missing());
  }

  /** Without asking anybody; empty when it is the only one. */
  public Optional<String> named(Settings settings) {
    return Optional.ofNullable(name)
        .or(() -> settings.optional(KnownSettings.DEFAULT_PLATFORM))
        .or(() -> DataFolder.of(settings).dev().map(DevState::platform));
  }

  /** Nothing is done to a platform that may be another than the one that is meant. */
  private static PlatformStatus onlyOneOfAll(Platforms all) {
    PlatformStatus known = onlyOne(all);
    if (!all.missing().isEmpty()) {
      throw new CliError(
          ExitCode.DEGRADED,
          known.platform()
              + " may not be the only platform: "
              + MissingPartitions.text(all.missing()),
          "choose one with --platform NAME",
          null);
    }
    return known;
  }

  private static PlatformStatus onlyOne(Platforms all) {
    List<PlatformStatus> platforms = all.platforms();
    return switch (platforms.size()) {
      case 0 -> throw none(all.missing());
      case 1 -> platforms.getFirst();
      default ->
          throw new CliError(
              ExitCode.USAGE,
              "there are several platforms: "
                  + String.join(", ", platforms.stream().map(PlatformStatus::platform).toList()),
              "choose one with --platform NAME",
              null);
    };
  }

  private static CliError none(List<Missing> missing) {
    return missing.isEmpty()
        ? new CliError("no platform was declared yet", "start one with 'rouse dev -f FILE'")
        : new CliError(
            ExitCode.DEGRADED,
            "no platform is known: " + MissingPartitions.text(missing),
            "ask again when they answer",
            null);
  }
}
