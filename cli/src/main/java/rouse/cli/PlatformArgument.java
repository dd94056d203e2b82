package rouse.cli;

import java.util.List;
import picocli.CommandLine.Option;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.PlatformStatus;

/** Which platform is meant: the named one, else that of the folder's dev, else the only one. */
final class PlatformArgument {
  @Option(
      names = {"-p", "--platform"},
      paramLabel = "NAME",
      description =
          "The platform; by default platform.default, that of the dev of this folder, or the"
              + " only one.")
  private String name;

  String resolve(Settings settings, StatusClient client) {
    if (name != null) {
      return name;
    }
    return settings
        .optional(KnownSettings.DEFAULT_PLATFORM)
        .or(() -> DataFolder.of(settings).dev().map(DevState::platform))
        .orElseGet(() -> theOnlyOne(client.platforms()));
  }

  private static String theOnlyOne(List<PlatformStatus> platforms) {
    return switch (platforms.size()) {
      case 0 ->
          throw new CliError("no platform was declared yet", "start one with 'rouse dev -f FILE'");
      case 1 -> platforms.getFirst().platform();
      default ->
          throw new CliError(
              ExitCode.USAGE,
              "there are several platforms: "
                  + String.join(", ", platforms.stream().map(PlatformStatus::platform).toList()),
              "choose one with --platform NAME",
              null);
    };
  }
}
