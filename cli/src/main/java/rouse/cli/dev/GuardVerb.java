package rouse.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import rouse.cli.CliError;
import rouse.cli.ExitCode;
import rouse.cli.StartupGarbage;
import rouse.cli.Verb;
import rouse.cli.client.DataFolder;
import rouse.cli.client.DevState;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.guard.GuardScope;

/** Heals running Compose projects, without a file. */
@Command(
    name = "guard",
    description = "Heals the running Compose projects of this engine, without a platform file.",
    footer = {
      "It restarts containers in place, and removes none. What was stopped or paused by hand, and",
      "one-off runs, are left alone. Ends on Ctrl-C or SIGTERM and leaves all containers running."
    })
public final class GuardVerb extends Verb {
  @Option(
      names = "--project",
      paramLabel = "NAME",
      description = "Only this Compose project; may be given several times.")
  private List<String> projects = List.of();

  @Option(names = "--all", description = "Also containers that belong to no Compose project.")
  private boolean all;

  @Option(
      names = "--dry-run",
      description = "Says what it would do, and does nothing; remembers nothing either.")
  private boolean dryRun;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = dryRun ? settings().with(KnownSettings.DATA_DIR, temporary()) : settings();
    GuardScope scope = new GuardScope(Set.copyOf(projects), all);
    try (GuardProcess guard = new GuardProcess(settings, scope, dryRun, this::say)) {
      AtomicBoolean started = new AtomicBoolean();
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> stop(guard, started.get()), "stop-on-signal"));
      DevState state = guard.start();
      say("guards " + guard.summary());
      say("  status API and dashboard  " + state.api() + "/");
      say("Ctrl-C ends this and leaves all containers running.");
      started.set(true);
      StartupGarbage.collectLater();
      guard.awaitEnd();
      return ExitCode.OK;
    }
  }

  /** What a dry run concludes must not bind the guard that comes after it. */
  private static String temporary() {
    try {
      Path folder = Files.createTempDirectory("rouse-dry-run");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> new DataFolder(folder).forget("."), "forget"));
      return folder.toString();
    } catch (IOException e) {
      throw new CliError("cannot make a folder: " + e.getMessage(), "set TMPDIR", e);
    }
  }

  private void stop(GuardProcess guard, boolean started) {
    guard.close();
    if (started) {
      say("stopped. The containers go on, and nobody heals them now.");
    }
  }
}
