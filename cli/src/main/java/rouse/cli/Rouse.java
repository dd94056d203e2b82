package rouse.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import rouse.cli.dev.DevVerb;
import rouse.cli.dev.GuardVerb;
import rouse.cli.order.HoldVerb;
import rouse.cli.order.ReleaseVerb;
import rouse.cli.order.RestartVerb;
import rouse.cli.order.ScaleVerb;

/** The {@code rouse} command. */
@Command(
    name = "rouse",
    description = "Keeps the modules of a Docker platform alive.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "VERB",
    footer = {
      "",
      "Data goes to stdout, messages to stderr. Settings: --set NAME=VALUE over ROUSE_NAME in the",
      "environment over rouse.properties (or the file that ROUSE_CONFIG names) over defaults.",
      "Exit codes: 0 ok, 1 failed, 2 usage, 3 timed out, 4 degraded, 5 differs."
    })
public final class Rouse implements Runnable {
  private static final Map<String, Supplier<Verb>> VERBS = verbs();

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    ClassPreloader.load(args);
    System.exit(commandLine(args).execute(args));
  }

  private static Map<String, Supplier<Verb>> verbs() {
    Map<String, Supplier<Verb>> verbs = new LinkedHashMap<>();
    verbs.put("guard", GuardVerb::new);
    verbs.put("dev", DevVerb::new);
    verbs.put("streams", StreamsVerb::new);
    verbs.put("executor", ExecutorVerb::new);
    verbs.put("check", CheckVerb::new);
    verbs.put("down", DownVerb::new);
    verbs.put("up", UpVerb::new);
    verbs.put("status", StatusVerb::new);
    verbs.put("watch", WatchVerb::new);
    verbs.put("incidents", IncidentsVerb::new);
    verbs.put("why", WhyVerb::new);
    verbs.put("logs", LogsVerb::new);
    verbs.put("replay", ReplayVerb::new);
    verbs.put("restart", RestartVerb::new);
    verbs.put("hold", HoldVerb::new);
    verbs.put("release", ReleaseVerb::new);
    verbs.put("scale", ScaleVerb::new);
    verbs.put("notify", NotifyVerb::new);
    verbs.put("doctor", DoctorVerb::new);
    verbs.put("completion", CompletionVerb::new);
    verbs.put("manual", ManualVerb::new);
    return verbs;
  }

  /**
   * The command line for these arguments: with the verb they begin with, or else with every verb,
   * since to learn the options of all takes longer than most verbs do.
   */
  static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Rouse());
    if (args.length > 0 && VERBS.containsKey(args[0])) {
      line.addSubcommand(args[0], VERBS.get(args[0]).get());
    } else {
      VERBS.forEach((name, verb) -> line.addSubcommand(name, verb.get()));
    }
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Errors::report)
        .setParameterExceptionHandler(Errors::usage)
        .setUsageHelpAutoWidth(true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do");
  }
}
