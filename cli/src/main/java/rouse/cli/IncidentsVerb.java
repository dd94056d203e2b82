package rouse.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import rouse.cli.client.StatusClient;
import rouse.cli.options.OutputOption;
import rouse.cli.options.PlatformArgument;
import rouse.cli.terminal.Timeline;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.IncidentView;

/** Lists a platform's incidents, or tells one of them. */
@Command(name = "incidents", description = "Lists what failed, or tells one incident's story.")
final class IncidentsVerb extends Verb {
  @Mixin private PlatformArgument platform;
  @Mixin private OutputOption output;

  @Parameters(arity = "0..1", paramLabel = "ID", description = "An incident.")
  private String id;

  @Override
  public Integer call() {
    Settings settings = settings();
    StatusClient client = StatusClient.of(settings);
    if (id == null) {
      list(client.incidents(platform.resolve(settings, client)));
    } else {
      tell(client.incident(id));
    }
    return ExitCode.OK;
  }

  private void list(List<IncidentView> incidents) {
    if (output.json()) {
      OutputOption.print(out(), incidents);
      return;
    }
    incidents.forEach(incident -> out().println(Timeline.head(incident)));
    out().flush();
    say(
        incidents.isEmpty()
            ? "nothing failed that is remembered"
            : "'rouse incidents ID' tells one of them, 'rouse why ID' its causes");
  }

  private void tell(IncidentView incident) {
    if (output.json()) {
      OutputOption.print(out(), incident);
      return;
    }
    out().println(Timeline.head(incident));
    Timeline.lines(incident.timeline()).forEach(out()::println);
    out().flush();
  }
}
