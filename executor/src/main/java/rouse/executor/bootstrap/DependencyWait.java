package rouse.executor.bootstrap;

import java.util.Comparator;
import java.util.List;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;

/** Waits until a module of the control plane is what another needs to start. */
final class DependencyWait {
  private static final long LOOK_MS = 100;
  private final ContainerRuntime runtime;

  DependencyWait(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Waits for as long as the module has to start.
   *
   * @throws BootException when it does not become so, or has ended
   * @throws InterruptedException when the wait was called off
   */
  void await(ModuleSpec needed, List<InstanceId> instances, Dependency.Condition condition)
      throws InterruptedException {
    long end = System.nanoTime() + needed.heartbeat().startup().toNanos();
    for (InstanceId instance : instances) {
      while (!reached(instance, needed, condition)) {
        if (System.nanoTime() - end > 0) {
          throw new BootException(
              needed.name()
                  + " did not become what others wait for within "
                  + needed.heartbeat().startup().toSeconds()
                  + " s. See docker logs "
                  + instance.containerName()
                  + ", or give it more with x-rouse.heartbeat.startup.");
        }
        Thread.sleep(LOOK_MS);
      }
    }
  }

  private boolean reached(InstanceId instance, ModuleSpec module, Dependency.Condition condition) {
    Inspection now =
        runtime.list(instance).stream()
            .max(Comparator.comparingLong(ManagedContainer::incarnation))
            .flatMap(c -> runtime.inspect(c.id()))
            .orElseThrow(() -> new BootException(instance + " was removed. Boot once more."));
    boolean runs = now.container().phase().alive();
    boolean completed = !runs && now.finishedAt().isPresent() && now.exitCode() == 0;
    if (!runs && !(completed && module.completes())) {
      throw new BootException(
          instance
              + " ended with exit code "
              + now.exitCode()
              + " while others waited for it. See docker logs "
              + instance.containerName()
              + ".");
    }
    return switch (condition) {
      case SERVICE_STARTED -> true;
      case SERVICE_HEALTHY ->
          now.health().map(h -> h == Fact.Health.HEALTHY).orElse(!module.healthcheck());
      case SERVICE_COMPLETED_SUCCESSFULLY -> completed;
    };
  }
}
