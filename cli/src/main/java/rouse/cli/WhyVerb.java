package rouse.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import rouse.cli.client.StatusClient;
import rouse.cli.options.OutputOption;
import rouse.cli.options.PlatformArgument;
import rouse.cli.terminal.StoryText;
import rouse.cli.terminal.Timeline;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.WhyNot;

/** Tells why something was done, or why nothing is done. */
@Command(
    name = "why",
    description = "Tells why something was done, or with --not why nothing is done now.",
    footer = "Returns 4 when the causes reach back further than is remembered.")
final class WhyVerb extends Verb {
  @Mixin private OutputOption output;

  @Mixin private PlatformArgument platform;

  @Option(names = "--not", description = "Why nothing is done about it now.")
  private boolean not;

  @Option(names = "--events", description = "The events themselves, with their ids.")
  private boolean events;

  @Parameters(
      paramLabel = "ID",
      description =
          "A MODULE or PLATFORM/MODULE/SLOT for what was last done about it; or an incident, a"
              + " command, a decision, a message.")
  private String id;

  @Override
  public Integer call() {
    Settings settings = settings();
    StatusClient client = StatusClient.of(settings);
    return not ? tellWhyNot(settings, client) : tellWhy(client.why(whole(settings, client)));
  }

  private int tellWhy(CauseChain chain) {
    if (output.json()) {
      OutputOption.print(out(), chain);
    } else {
      boolean raw = events || chain.story().isEmpty();
      (raw ? Timeline.lines(chain.chain()) : StoryText.lines(chain.story()))
          .forEach(out()::println);
      out().flush();
      if (!chain.complete()) {
        say("the causes reach back further than is remembered");
      }
    }
    return chain.complete() ? ExitCode.OK : ExitCode.DEGRADED;
  }

  private int tellWhyNot(Settings settings, StatusClient client) {
    List<String> instances =
        isModuleAlone()
            ? module(settings, client).stream()
                .flatMap(m -> m.instances().stream())
                .map(InstanceStatus::instance)
                .toList()
            : List.of(id);
    if (instances.isEmpty()) {
      throw new CliError(
          "no instance of " + id + " is known", "'rouse status' shows which modules there are");
    }
    List<WhyNot> answers = instances.stream().map(client::whyNot).toList();
    if (output.json()) {
      OutputOption.print(out(), answers);
    } else {
      answers.forEach(answer -> StoryText.lines(answer).forEach(out()::println));
      out().flush();
    }
    return ExitCode.OK;
  }

  /** A module's name alone means the instance about which something was done last. */
  private String whole(Settings settings, StatusClient client) {
    return isModuleAlone()
        ? module(settings, client).flatMap(WhyVerb::mostInteresting).orElse(id)
        : id;
  }

  private boolean isModuleAlone() {
    return id.matches("[a-zA-Z][a-zA-Z0-9._-]*") && !id.matches("[0-9a-f-]{32,36}");
  }

  /** Empty when it is no module, or nobody knows of which platform: incidents look like one. */
  private Optional<ModuleStatus> module(Settings settings, StatusClient client) {
    try {
      String name = platform.resolve(settings, client);
      return client.platform(name).modules().stream()
          .filter(module -> module.module().equals(id))
          .findFirst();
    } catch (CliError noPlatform) {
      return Optional.empty();
    }
  }

  /** One with an open incident, else the one that changed last. */
  private static Optional<String> mostInteresting(ModuleStatus module) {
    return module.instances().stream()
        .max(
            Comparator.comparing((InstanceStatus i) -> i.incident() != null)
                .thenComparing(
                    InstanceStatus::since, Comparator.nullsFirst(Comparator.naturalOrder())))
        .map(InstanceStatus::instance);
  }
}
