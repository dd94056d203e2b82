package rouse.executor.control;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.HostId;
import rouse.core.step.Alerts;
import rouse.executor.command.CommandExecution;
import rouse.executor.command.ContainerOperations;
import rouse.executor.command.StopGuard;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.TestPlatform;
import rouse.executor.docker.watch.DockerWatch;

/** Starts a control plane as the executor does: one watch, one execution of commands. */
final class ControlPlaneHost implements AutoCloseable {
  private static final HostId HOST = new HostId("here");
  private final TestPlatform platform;
  private final ContainerRuntime runtime;
  private final Path remembered;
  private final List<String> told;
  private DockerWatch watch;
  private ControlPlane controlPlane;

  /**
   * @param told takes the texts of the alerts, but for those of what is brought back
   */
  ControlPlaneHost(
      TestPlatform platform, ContainerRuntime runtime, Path remembered, List<String> told) {
    this.platform = platform;
    this.runtime = runtime;
    this.remembered = remembered;
    this.told = told;
  }

  ControlPlane start(Supplier<PlatformFile> file, ContainerOperations work)
      throws InterruptedException {
    watch =
        new DockerWatch(
            platform.engine(), runtime, file.get().name(), i -> true, id -> false, HOST);
    var guard = new StopGuard(i -> watch.stopping(i, work.stopGrace(i)), Clock.systemUTC());
    controlPlane =
        new ControlPlane(
            watch,
            runtime,
            file,
            people -> people,
            HOST,
            new CommandExecution(work, guard, HOST, Clock.systemUTC()),
            work::expect,
            remembered,
            Clock.systemUTC());
    controlPlane.onDecision(
        decided -> {
          // That something is down, and is being brought back, is told in every case.
          if (decided.body() instanceof Decision.AlertRaised alert
              && !alert.kind().equals(Alerts.DOWN)) {
            told.add(alert.text());
          }
        });
    watch.start();
    controlPlane.start();
    return controlPlane;
  }

  @Override
  public void close() {
    controlPlane.close();
    watch.close();
  }
}
