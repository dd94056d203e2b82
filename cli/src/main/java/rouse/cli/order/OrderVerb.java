package rouse.cli.order;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import rouse.cli.ExitCode;
import rouse.cli.Verb;
import rouse.cli.client.ExecutorClient;
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

  /** While the broker or the streams app is down, their executor is told by itself. */
  private Optional<String> tellExecutor(Settings settings, Map<String, Object> body) {
    Map<String, String> texts = new LinkedHashMap<>();
    body.forEach((name, value) -> texts.put(name, value.toString()));
    return platform
        .named(settings)
        .map(name -> ExecutorClient.ofPlatform(settings, name))
        .orElseGet(() -> ExecutorClient.onlyOne(settings))
        .flatMap(executor -> executor.order(module, verb(), texts));
  }

  @Override
  public final Integer call() {
    Settings settings = settings();
    StatusClient client = StatusClient.of(settings);
    Map<String, Object> body = new LinkedHashMap<>(details());
    body.put("by", user());
    String id;
    try {
      id = client.order(platform.resolve(settings, client), module, verb(), body);
    } catch (StatusClient.Unreachable away) {
      id = tellExecutor(settings, body).orElseThrow(() -> away);
    }
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
