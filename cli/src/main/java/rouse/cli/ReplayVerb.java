package rouse.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import rouse.cli.client.DataFolder;
import rouse.cli.client.DevState;
import rouse.cli.options.OutputOption;
import rouse.cli.options.PlatformFileOptions;
import rouse.cli.replay.ClusterRecording;
import rouse.cli.replay.Policy;
import rouse.cli.replay.Recording;
import rouse.cli.replay.RecordingFile;
import rouse.cli.replay.Redaction;
import rouse.cli.replay.Replay;
import rouse.cli.terminal.ProgressBar;
import rouse.cli.terminal.SafeText;
import rouse.cli.terminal.Terminal;
import rouse.contracts.settings.Durations;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.core.replay.Difference;

/** Runs the rules over what was recorded, with this policy or another; acts on nothing. */
@Command(
    name = "replay",
    description = "Says what the recorded past would have been with another policy.",
    footer = {
      "It reads the topics, or a recording, and writes to none. Without --policy it checks that the",
      "same rules conclude the same. Returns 0 when nothing differs, 5 when something does."
    })
final class ReplayVerb extends Verb {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  @Mixin private OutputOption output;
  @Mixin private PlatformFileOptions files;

  @Option(names = "--since", paramLabel = "TIME", description = "How far back, such as 7d (24h).")
  private String since = "24h";

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "A platform file: how it watches, recovers and scales is tried.")
  private List<Path> policy = List.of();

  @Option(names = "--diff", description = "Each difference with its time, not only how many.")
  private boolean diff;

  @Option(names = "--export", paramLabel = "FILE", description = "Write the recording to a file.")
  private Path export;

  @Option(names = "--import", paramLabel = "FILE", description = "Read such a file, no cluster.")
  private Path imported;

  @Option(
      names = "--redact",
      description = "With --export: without addresses, texts, logs and recipients.")
  private boolean redact;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Recording recording = recording();
    if (export != null) {
      UnaryOperator<Recording.Entry> change = redact ? new Redaction() : UnaryOperator.identity();
      long count = RecordingFile.write(recording, export, change);
      if (output.json()) {
        OutputOption.print(out(), new Exported(export.toString(), count, redact));
      }
      say(
          count
              + " records are in "
              + export
              + "; 'rouse replay --import "
              + export
              + "' reads it");
      return ExitCode.OK;
    }
    Optional<Policy> other =
        policy.isEmpty()
            ? Optional.empty()
            : Optional.of(new Policy(files.readWhole(policy, this::say).spec()));
    long start = System.nanoTime();
    Replay.Result result = new Replay(recording, other, this::progress).run();
    print(result, Duration.ofNanos(System.nanoTime() - start));
    return result.differences().isEmpty() ? ExitCode.OK : ExitCode.DIFFERS;
  }

  /** What {@code --export -o json} prints. */
  private record Exported(String file, long records, boolean redacted) {}

  private Recording recording() {
    if (imported != null) {
      return new RecordingFile(imported);
    }
    Settings settings = settings();
    Settings own =
        settings.isGiven(KnownSettings.KAFKA)
            ? settings
            : DataFolder.of(settings)
                .dev()
                .map(DevState::kafka)
                .map(kafka -> settings.with(KnownSettings.KAFKA, kafka))
                .orElse(settings);
    return new ClusterRecording(own, Instant.now().minus(Durations.parse(since)));
  }

  /** On a terminal alone: nobody reads a bar in a file. */
  private void progress(Replay.Progress now) {
    if (Terminal.isInteractive()) {
      spec().commandLine().getErr().print("\r" + ProgressBar.of(now.share()) + "  " + now.text());
      spec().commandLine().getErr().flush();
    }
  }

  private void print(Replay.Result result, Duration took) {
    if (output.json()) {
      OutputOption.print(out(), result);
    } else if (diff) {
      result.differences().forEach(d -> out().println(line(d)));
    } else {
      Replay.byModule(result.differences())
          .forEach(
              (module, counts) ->
                  out()
                      .println(
                          SafeText.padded(SafeText.oneLine(module), 30)
                              + counts.entrySet().stream()
                                  .map(e -> e.getValue() + " x " + e.getKey())
                                  .collect(Collectors.joining(", "))));
    }
    out().flush();
    say(
        "%s%d heartbeats and %d facts in %s, %d decisions since %s: %s%s"
            .formatted(
                Terminal.isInteractive() ? ProgressBar.GONE : "",
                result.heartbeats(),
                result.facts(),
                Durations.format(Duration.ofMillis(took.toMillis())),
                result.decisions(),
                TIME.format(result.since()),
                result.differences().isEmpty()
                    ? "nothing differs"
                    : result.differences().size() + " differences" + (diff ? "" : "; --diff"),
                falseAlarms(result)));
  }

  /** How often each module would have been found silent that beat on. */
  private static String falseAlarms(Replay.Result result) {
    return result.falseAlarms().isEmpty()
        ? ""
        : "; false alarms: "
            + result.falseAlarms().entrySet().stream()
                .map(e -> SafeText.oneLine(e.getKey()) + " " + e.getValue())
                .collect(Collectors.joining(", "));
  }

  private static String line(Difference d) {
    String when =
        d.then() != null && d.now() != null
            ? TIME.format(d.now()) + " instead of " + TIME.format(d.then())
            : TIME.format(d.now() == null ? d.then() : d.now());
    return SafeText.padded(d.kind(), 9)
        + SafeText.padded(d.what(), 10)
        + SafeText.padded(SafeText.oneLine(d.subject()), 30)
        + when
        + (d.modelled() ? "  (modelled) " : "  ")
        + SafeText.oneLine(d.text());
  }
}
