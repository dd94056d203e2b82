package rouse.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import rouse.cli.options.FileOption;
import rouse.cli.options.OutputOption;
import rouse.cli.options.PlatformFileOptions;
import rouse.cli.terminal.SafeText;
import rouse.contracts.platform.ModuleSpec;
import rouse.executor.compose.ComposeResult;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.compose.yaml.Finding;

/** Reads a platform file and says all that is wrong with it, or not applied. */
@Command(
    name = "check",
    description =
        "Reads a platform file and says all that is wrong with it, what is not applied, and what"
            + " gives a container more of the host than others have.",
    footer = "Returns 0 when it can be run, 1 when not.")
final class CheckVerb extends Verb {
  @Mixin private PlatformFileOptions options;
  @Mixin private OutputOption output;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = {
        "The platform file, a Compose file; of several, each comes over those before it.",
        "Without one: COMPOSE_FILE, else compose.yaml here or above, with its override file."
      })
  private List<Path> files = List.of();

  @Override
  public Integer call() {
    ComposeResult result = options.read(files.isEmpty() ? FileOption.found() : files);
    if (output.json()) {
      OutputOption.print(
          out(),
          Map.of(
              "runnable", result.platform().isPresent(),
              "findings", result.findings(),
              "modules", result.platform().map(p -> p.spec().modules()).orElseGet(List::of)));
    } else {
      result.findings().forEach(this::print);
      result.platform().ifPresent(this::summarise);
    }
    return result.platform().isPresent() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void print(Finding finding) {
    String kind =
        switch (finding.severity()) {
          case ERROR -> "error: ";
          case WARNING -> "warning: ";
          case NOTICE -> "note: ";
        };
    say(kind + SafeText.oneLine(finding.text()));
  }

  private void summarise(PlatformFile platform) {
    out().println("platform " + platform.name());
    for (ModuleSpec module : platform.spec().modules()) {
      String after =
          module.dependsOn().isEmpty()
              ? ""
              : ", after "
                  + String.join(", ", module.dependsOn().stream().map(d -> d.module()).toList());
      out()
          .println(
              "  "
                  + module.name()
                  + (module.replicas() == 1 ? "" : " x" + module.replicas())
                  + ", beats by "
                  + module.heartbeat().source().name().toLowerCase(java.util.Locale.ROOT)
                  + after);
    }
    out().flush();
  }
}
