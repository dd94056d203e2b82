package rouse.cli;

import java.nio.file.Path;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import rouse.cli.options.FileOption;
import rouse.cli.options.PlatformFileOptions;
import rouse.cli.terminal.BootLog;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.executor.ExecutorApp;
import rouse.executor.HostName;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.Bootstrap;
import rouse.executor.bootstrap.FreshTopics;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.control.ControlPlane;
import rouse.executor.docker.engine.Engine;
import rouse.executor.files.FileHashes;
import rouse.executor.identity.ExecutorLock;

/** Runs the executor of this host alone, against a cluster. */
@Command(
    name = "executor",
    description = "Runs the executor of this host: it starts, watches and recovers containers.",
    footer = {
      "The cluster is --kafka HOST:PORT, ROUSE_KAFKA, or localhost:9092.",
      "Ends on SIGTERM, leaves modules running."
    })
final class ExecutorVerb extends Verb {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorVerb.class);

  @Mixin private FileOption file;
  @Mixin private PlatformFileOptions options;

  @Option(
      names = "--fresh",
      description =
          "First forget earlier runs: x-rouse.clear, Rouse's own topics and state; where the"
              + " broker is in the file, the volumes of the control plane.")
  private boolean fresh;

  /** Kept from one {@code rouse up} to the next. */
  private final FileHashes files = new FileHashes();

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    options.readFor(HostName.of(settings));
    PlatformFile read = options.readWhole(file.paths(), finding -> {});
    ExecutorLock.requireFree(
        ExecutorApp.stateOf(settings, read.name()),
        new ExecutorId(HostName.of(settings), read.name()));
    // Here and not in the app: images may be built for minutes first, and in dev, whose parts share
    // their settings, the streams app has said them.
    settings.logTo(LOG);
    PlatformFile platform = fresh ? forgotten(settings) : prepared(settings, BootProgress.SILENT);
    try (ExecutorApp app =
        new ExecutorApp(settings, platform, progress -> prepared(settings, progress))) {
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "close-on-signal"));
      app.start();
      StartupGarbage.collectLater();
      app.awaitEnd();
      return ExitCode.OK;
    }
  }

  private PlatformFile prepared(Settings settings, BootProgress told) {
    return with(
        settings, told, (bootstrap, file) -> bootstrap.prepare(file, HostName.of(settings)));
  }

  /**
   * Topics and state are in volumes of the platform, or in a cluster of somebody else's. That is
   * asked first: it may be at work for other hosts, of which this one's engine knows nothing.
   */
  private PlatformFile forgotten(Settings settings) throws InterruptedException {
    HostId host = HostName.of(settings);
    PlatformFile idle =
        with(
            settings,
            BootProgress.SILENT,
            (bootstrap, file) -> {
              bootstrap.requireIdle(file);
              return file;
            });
    boolean inVolumes =
        idle.spec().modules().stream()
            .filter(m -> Bootstrap.isOwn(m, host))
            .anyMatch(m -> m.supervisedBy() == ModuleSpec.Supervisor.EXECUTOR);
    if (!inVolumes) {
      FreshTopics.requireIdle(settings);
    }
    PlatformFile platform =
        with(
            settings, BootProgress.SILENT, (bootstrap, file) -> bootstrap.prepareFresh(file, host));
    ControlPlane.forget(ExecutorApp.stateOf(settings, platform.name()), platform.name());
    if (!inVolumes) {
      FreshTopics.clear(settings, Topics.from(settings), this::say);
    }
    return platform;
  }

  private PlatformFile with(
      Settings settings,
      BootProgress told,
      BiFunction<Bootstrap, PlatformFile, PlatformFile> work) {
    PlatformFile platform = options.readWhole(file.paths(), this::say);
    try (Engine engine = Engine.connect(settings)) {
      Path state = ExecutorApp.stateOf(settings, platform.name());
      return work.apply(
          new Bootstrap(engine, new BootLog(this::say).and(told), files, state), platform);
    }
  }
}
