package rouse.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import rouse.contracts.settings.Settings;
import rouse.executor.ExecutorApp;
import rouse.executor.HostName;
import rouse.executor.bootstrap.Bootstrap;
import rouse.executor.compose.PlatformFile;
import rouse.executor.docker.Engine;

/** Runs the executor of this host alone, against a cluster. */
@Command(
    name = "executor",
    description = "Runs the executor of this host: it starts, watches and recovers containers.",
    footer = "Needs --kafka HOST:PORT, or ROUSE_KAFKA. Ends on SIGTERM, leaves modules running.")
final class ExecutorVerb extends Verb {
  @Mixin private FileOption file;
  @Mixin private PlatformFileOptions options;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    PlatformFile platform = prepared(settings);
    try (ExecutorApp app = new ExecutorApp(settings, platform, () -> prepared(settings))) {
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "close-on-signal"));
      app.start();
      app.awaitEnd();
      return ExitCode.OK;
    }
  }

  private PlatformFile prepared(Settings settings) {
    PlatformFile platform = options.readWhole(file.path(), this::say);
    try (Engine engine = Engine.connect(settings)) {
      return new Bootstrap(engine, new Progress(this::say))
          .prepare(platform, HostName.of(settings));
    }
  }
}
