package rouse.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Prints the manual page, made from the options that the verbs have. */
@Command(
    name = "manual",
    hidden = true,
    description = "Prints the manual page: rouse manual | man -l -")
final class ManualVerb extends Verb {
  @Override
  public Integer call() {
    out().print(page(Rouse.commandLine().getCommandSpec()));
    out().flush();
    return ExitCode.OK;
  }

  /** A page in the macros of man(7). */
  static String page(CommandSpec command) {
    StringBuilder page = new StringBuilder(16_384);
    page.append(".TH ROUSE 1 \"\" Rouse \"User Commands\"\n.SH NAME\nrouse \\- ")
        .append(text("keeps the modules of a Docker platform alive"))
        .append("\n.SH SYNOPSIS\n.B rouse\n.I VERB\n[options]\n.SH DESCRIPTION\n");
    lines(page, List.of(command.usageMessage().description()));
    lines(page, List.of(command.usageMessage().footer()));
    page.append(".SH VERBS\n");
    command.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(verb -> !verb.usageMessage().hidden())
        .forEach(verb -> verb(page, verb));
    page.append(".SH FILES\n");
    item(page, "rouse.properties", List.of("Settings, read from the working directory."));
    item(page, "/etc/rouse/rouse.env", List.of("Settings of the services of systemd."));
    return page.toString();
  }

  private static void verb(StringBuilder page, CommandSpec verb) {
    page.append(".SS ").append(text("rouse " + verb.name())).append('\n');
    lines(page, List.of(verb.usageMessage().description()));
    for (PositionalParamSpec parameter : verb.positionalParameters()) {
      item(page, parameter.paramLabel(), List.of(parameter.description()));
    }
    verb.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> item(page, label(option), List.of(option.description())));
    page.append(".PP\n");
    lines(page, List.of(verb.usageMessage().footer()));
  }

  private static String label(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() > 0 ? names + " " + option.paramLabel() : names;
  }

  private static void item(StringBuilder page, String term, List<String> description) {
    page.append(".TP\n.B ").append(text(term)).append('\n');
    lines(page, description);
  }

  private static void lines(StringBuilder page, List<String> lines) {
    lines.forEach(line -> page.append(line.isEmpty() ? ".PP" : text(line)).append('\n'));
  }

  /** Without what troff would take for a command, and with hyphens that can be copied. */
  private static String text(String line) {
    String escaped = String.format(line).replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
