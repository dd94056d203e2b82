package rouse.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import rouse.cli.client.StatusClient;
import rouse.cli.options.OutputOption;
import rouse.cli.options.PlatformArgument;
import rouse.cli.terminal.Timeline;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.CauseChain;

/** Follows the causes of something back to its evidence. */
@Command(
    name = "why",
    description = "Tells why: from what is asked for back to its evidence.",
    footer = "Returns 4 when the causes reach back further than is remembered.")
final class WhyVerb extends Verb {
  @Mixin private OutputOption output;

  @Mixin private PlatformArgument platform;

  @Parameters(
      paramLabel = "ID",
      description =
          "An incident, a command, a decision, or PLATFORM/MODULE/SLOT or MODULE for what"
              + " was last done about it.")
  private String id;

  @Override
  public Integer call() {
    Settings settings = settings();
    StatusClient client = StatusClient.of(settings);
    CauseChain chain = client.why(whole(settings, client));
    if (output.json()) {
      OutputOption.print(out(), chain);
    } else {
      Timeline.lines(chain.chain()).forEach(out()::println);
      out().flush();
      if (!chain.complete()) {
        say("the causes reach back further than is remembered");
      }
    }
    return chain.complete() ? ExitCode.OK : ExitCode.DEGRADED;
  }

  /** A module's name alone means its first instance. */
  private String whole(Settings settings, StatusClient client) {
    boolean moduleAlone = id.matches("[a-zA-Z][a-zA-Z0-9._-]*") && !id.matches("[0-9a-f-]{32,36}");
    return moduleAlone ? ofModule(settings, client).orElse(id) : id;
  }

  /** Empty when it is no module, or nobody knows of which platform: incidents look like one. */
  private Optional<String> ofModule(Settings settings, StatusClient client) {
    try {
      String name = platform.resolve(settings, client);
      return client.platform(name).modules().stream()
          .filter(module -> module.module().equals(id))
          .map(module -> name + "/" + id + "/1")
          .findFirst();
    } catch (CliError noPlatform) {
      return Optional.empty();
    }
  }
}
