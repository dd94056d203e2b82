package rouse.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import rouse.cli.client.StatusClient;
import rouse.cli.options.OutputOption;
import rouse.cli.options.PlatformArgument;
import rouse.contracts.settings.Settings;

/** An operator's wish about one module; it becomes a fact, and what follows from it is Rouse's. */
abstract class OrderVerb extends Verb {
  @Mixin private PlatformArgument platform;
  @Mixin private OutputOption output;

  @Parameters(index = "0", paramLabel = "MODULE", description = "The module.")
  private String module;

  /** The path's last part. */
  abstract String verb();

  /** What the body says besides who asks. */
  abstract Map<String, Object> details();

  @Override
  public final Integer call() {
    Settings settings = settings();
    StatusClient client = StatusClient.of(settings);
    Map<String, Object> body = new LinkedHashMap<>(details());
    body.put("by", user());
    String id = client.order(platform.resolve(settings, client), module, verb(), body);
    if (output.json()) {
      OutputOption.print(out(), Map.of("id", id));
    } else {
      out().println(id);
      out().flush();
      say("accepted; 'rouse watch' shows what becomes of it");
    }
    return ExitCode.OK;
  }
}
