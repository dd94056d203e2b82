package rouse.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import rouse.cli.options.CommonOptions;
import rouse.contracts.settings.Settings;

/** What all verbs share. Their {@code call} returns the exit code. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
public abstract class Verb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin(name = CommonOptions.NAME)
  private CommonOptions common;

  protected final Settings settings() {
    return common.settings();
  }

  /** For data. */
  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** For messages. */
  protected final void say(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(message);
    err.flush();
  }

  /** Who gives the orders. */
  public static String user() {
    return System.getProperty("user.name", "operator");
  }

  protected final CommandSpec spec() {
    return spec;
  }
}
