package rouse.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import rouse.cli.client.DataFolder;
import rouse.cli.doctor.Diagnosis;
import rouse.cli.doctor.Finding;
import rouse.cli.doctor.Finding.State;
import rouse.cli.options.OutputOption;
import rouse.cli.options.PlatformFileOptions;
import rouse.cli.terminal.SafeText;
import rouse.contracts.settings.Settings;
import rouse.executor.compose.model.PlatformFile;

/** Tries what Rouse needs, one line each. */
@Command(
    name = "doctor",
    description = "Tries all that Rouse needs here and says what is amiss, and what mends it.",
    footer = "Returns 0 when nothing is amiss, 1 when something is.")
final class DoctorVerb extends Verb {
  @Mixin private OutputOption output;
  @Mixin private PlatformFileOptions files;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The platform file, to look at its load balancers; by default that of the dev.")
  private List<Path> file = List.of();

  @Override
  public Integer call() {
    Settings settings = settings();
    DataFolder data = DataFolder.of(settings);
    List<Finding> all = new ArrayList<>();
    new Diagnosis(settings, data, platformFile(data))
        .run(
            finding -> {
              all.add(finding);
              if (!output.json()) {
                print(finding);
              }
            });
    if (output.json()) {
      OutputOption.print(out(), all);
    }
    boolean amiss = all.stream().anyMatch(finding -> finding.state() == State.AMISS);
    return amiss ? ExitCode.FAILED : ExitCode.OK;
  }

  /** One that is wrong is no matter of this verb: 'rouse check' says what is wrong with it. */
  private Optional<PlatformFile> platformFile(DataFolder data) {
    List<Path> named =
        file.isEmpty() ? Diagnosis.knownFile(data).map(List::of).orElse(List.of()) : file;
    return named.isEmpty() ? Optional.empty() : files.read(named).platform();
  }

  private void print(Finding finding) {
    String word =
        switch (finding.state()) {
          case OK -> "ok    ";
          case AMISS -> "amiss ";
          case SKIPPED -> "-     ";
        };
    String fix = finding.fix() == null || finding.fix().isEmpty() ? "" : "; " + finding.fix();
    out()
        .println(
            word + SafeText.padded(finding.check(), 13) + SafeText.oneLine(finding.text() + fix));
    out().flush();
  }
}
