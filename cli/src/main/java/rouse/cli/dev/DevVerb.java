package rouse.cli.dev;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import rouse.cli.ExitCode;
import rouse.cli.StartupGarbage;
import rouse.cli.Verb;
import rouse.cli.client.DevState;
import rouse.cli.options.FileOption;
import rouse.cli.options.PlatformFileOptions;
import rouse.contracts.settings.Settings;
import rouse.executor.HostName;
import rouse.executor.compose.model.PlatformFile;

/** Everything in one process, with an embedded broker; modules in Docker. */
@Command(
    name = "dev",
    description = "Runs everything in one process with an embedded broker, modules in Docker.",
    footer = "Ends on Ctrl-C or SIGTERM and leaves the modules running; 'rouse down' ends them.")
public final class DevVerb extends Verb {
  @Mixin private FileOption file;
  @Mixin private PlatformFileOptions options;

  @Option(
      names = "--fresh",
      description =
          "First forget earlier runs: x-rouse.clear, and all that the embedded broker holds.")
  private boolean fresh;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    options.readFor(HostName.of(settings));
    PlatformFile platform = options.readWhole(file.paths(), this::say);
    Supplier<PlatformFile> reread = () -> options.readWhole(file.paths(), this::say);
    try (Dev dev = new Dev(settings, platform, reread, fresh, this::say)) {
      AtomicBoolean started = new AtomicBoolean();
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> stop(dev, started.get()), "stop-on-signal"));
      announce(dev.start(), platform);
      started.set(true);
      StartupGarbage.collectLater();
      dev.awaitEnd();
      return ExitCode.OK;
    }
  }

  private void announce(DevState state, PlatformFile platform) {
    say("platform " + state.platform() + ": " + platform.spec().modules().size() + " modules");
    say("  status API and dashboard  " + state.api() + "/");
    say("  fault tolerance           " + state.faultTolerance() + "/");
    say("  Kafka                     " + state.kafka());
    say("'rouse watch' shows the modules; Ctrl-C ends this and leaves them running.");
  }

  private void stop(Dev dev, boolean started) {
    dev.close();
    if (started) {
      say("stopped. The modules go on; 'rouse down -f " + file.path() + "' takes them down.");
    }
  }
}
