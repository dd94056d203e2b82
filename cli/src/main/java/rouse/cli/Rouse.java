package rouse.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code rouse} command. */
@Command(
    name = "rouse",
    description = "Keeps the modules of a Docker platform alive.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "VERB",
    subcommands = {
      DevVerb.class,
      StreamsVerb.class,
      ExecutorVerb.class,
      CheckVerb.class,
      DownVerb.class,
      UpVerb.class,
      StatusVerb.class,
      WatchVerb.class,
      IncidentsVerb.class,
      WhyVerb.class,
      RestartVerb.class,
      HoldVerb.class,
      ReleaseVerb.class,
      ScaleVerb.class,
      NotifyVerb.class,
      DoctorVerb.class
    },
    footer = {
      "",
      "Data goes to stdout, messages to stderr. Settings: --set NAME=VALUE over ROUSE_NAME in the",
      "environment over rouse.properties (or the file that ROUSE_CONFIG names) over defaults.",
      "Exit codes: 0 ok, 1 failed, 2 usage, 3 timed out, 4 degraded, 5 differs."
    })
public final class Rouse implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command line; tests run it with writers of their own. */
  static CommandLine commandLine() {
    return new CommandLine(new Rouse())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Errors::report)
        .setParameterExceptionHandler(Errors::usage)
        .setUsageHelpAutoWidth(true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do");
  }
}
