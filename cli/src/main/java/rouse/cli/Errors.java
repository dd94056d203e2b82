package rouse.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import rouse.cli.client.StatusClient;
import rouse.cli.options.CommonOptions;
import rouse.cli.terminal.SafeText;
import rouse.contracts.settings.SettingError;
import rouse.contracts.topic.TopicMismatch;
import rouse.streams.BrokerAbsent;

/** Errors are one line that says what to do next; {@code --debug} shows where they come from. */
public final class Errors {
  private Errors() {}

  /** For what a verb throws. */
  static int report(Exception e, CommandLine line, ParseResult parsed) {
    Throwable error = e;
    PrintWriter err = line.getErr();
    err.println(line.getColorScheme().errorText("error: ").toString() + explained(error));
    if (wantsTrace(line)) {
      error.printStackTrace(err);
    }
    err.flush();
    if (error instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return switch (error) {
      case CliError known -> known.exitCode();
      case SettingError wrong -> ExitCode.USAGE;
      case TopicMismatch differs -> ExitCode.USAGE;
      case BrokerAbsent late -> ExitCode.TIMED_OUT;
      default -> ExitCode.FAILED;
    };
  }

  /** For a command line that cannot be read. */
  static int usage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    String help = line.getCommandSpec().qualifiedName() + " --help";
    line.getErr().println("error: " + oneLine(e) + "; '" + help + "' says what there is");
    line.getErr().flush();
    return ExitCode.USAGE;
  }

  /**
   * What it says and, where nobody has put it into words for an operator, the cause at its root:
   * that a store cannot be opened says nothing, that the disk is full does.
   */
  static String explained(Throwable error) {
    String said = oneLine(error);
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean inWords =
        error instanceof CliError
            || error instanceof StatusClient.Unreachable
            || error instanceof SettingError
            || error instanceof TopicMismatch
            || error instanceof BrokerAbsent;
    String cause = oneLine(root);
    String reason = cause.substring(cause.lastIndexOf(": ") + 1).strip();
    return inWords || said.contains(reason) ? said : said + ": " + cause;
  }

  /** What an exception says, without line breaks and without what could steer a terminal. */
  public static String oneLine(Throwable error) {
    String message = error.getMessage();
    boolean says = message != null && !message.isBlank();
    String text = says ? message : "unexpected " + error.getClass().getSimpleName();
    return SafeText.oneLine(text);
  }

  private static boolean wantsTrace(CommandLine line) {
    return line.getMixins().get(CommonOptions.NAME) instanceof CommonOptions options
        && options.debug();
  }
}
