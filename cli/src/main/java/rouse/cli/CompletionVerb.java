package rouse.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a shell needs to complete verbs and options. */
@Command(
    name = "completion",
    description = "Prints the completion script of bash or zsh, for the shell to source.",
    footer = "Packages install it; for zsh it is the file _rouse in a folder of $fpath.")
final class CompletionVerb extends Verb {
  /** The shells there are scripts for. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  private Shell shell;

  @Override
  public Integer call() {
    out().print(script(Rouse.commandLine(), shell));
    out().flush();
    return ExitCode.OK;
  }

  static String script(CommandLine all, Shell shell) {
    String bash = AutoComplete.bash("rouse", all);
    return switch (shell) {
      case BASH -> bash;
      // The script itself loads zsh's emulation of bash; run as zsh's completion function it is
      // defined by the first call, and completes from the second on.
      case ZSH -> "#compdef rouse\n" + bash;
    };
  }
}
