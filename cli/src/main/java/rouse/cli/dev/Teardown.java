package rouse.cli.dev;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.ModuleSpec;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.engine.Engine;

/** Takes away what a platform has at an engine, when nobody else does. */
public final class Teardown {
  private final DockerRuntime runtime;
  private final DockerNetworks networks;
  private final PlatformFile platform;
  private final Consumer<String> say;

  public Teardown(Engine engine, PlatformFile platform, Consumer<String> say) {
    this.runtime = new DockerRuntime(engine);
    this.networks = new DockerNetworks(engine);
    this.platform = platform;
    this.say = say;
  }

  /** Whether nothing is there but the control plane, which nobody retires by a command. */
  public boolean isWithdrawn() {
    return commanded().findAny().isEmpty();
  }

  /** The names of the containers that are still to be retired. */
  public String remaining() {
    return commanded().map(ManagedContainer::name).sorted().collect(Collectors.joining(", "));
  }

  private Stream<ManagedContainer> commanded() {
    return runtime.list(platform.name()).stream()
        .filter(container -> !isControlPlane(container.instance().module()));
  }

  private boolean isControlPlane(String module) {
    return platform
        .spec()
        .module(module)
        .filter(m -> m.supervisedBy() == ModuleSpec.Supervisor.EXECUTOR)
        .isPresent();
  }

  /**
   * Stops and removes all containers, dependents before what they depend on, those that do not
   * depend on each other at once, each within its grace period.
   */
  public void removeContainers() throws InterruptedException {
    List<ManagedContainer> left = new ArrayList<>(runtime.list(platform.name()));
    try (ExecutorService workers = Executors.newCachedThreadPool()) {
      while (!left.isEmpty()) {
        List<ManagedContainer> next = left.stream().filter(c -> !isNeeded(c, left)).toList();
        // Leftovers of a file that has changed may form a circle; then the order means nothing.
        List<ManagedContainer> round = next.isEmpty() ? List.copyOf(left) : next;
        List<Future<?>> removals = new ArrayList<>();
        round.forEach(container -> removals.add(workers.submit(() -> remove(container))));
        for (Future<?> removal : removals) {
          await(removal);
        }
        left.removeAll(round);
      }
    }
  }

  private boolean isNeeded(ManagedContainer container, List<ManagedContainer> left) {
    String module = container.instance().module();
    return left.stream()
        .map(other -> other.instance().module())
        .filter(other -> !other.equals(module))
        .anyMatch(other -> dependsOn(other, module));
  }

  private boolean dependsOn(String dependent, String module) {
    return platform.spec().module(dependent).map(ModuleSpec::dependsOn).orElse(List.of()).stream()
        .map(Dependency::module)
        .anyMatch(module::equals);
  }

  private void remove(ManagedContainer container) {
    runtime.stop(
        container.id(),
        platform
            .spec()
            .module(container.instance().module())
            .map(ModuleSpec::stopGrace)
            .orElse(java.time.Duration.ofSeconds(10)));
    runtime.remove(container.id());
    say.accept("removed " + container.name());
  }

  private static void await(Future<?> removal) throws InterruptedException {
    try {
      removal.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** All but those that somebody else made. */
  public void removeNetworks() {
    platform.networks().stream()
        .filter(network -> !network.external())
        .filter(network -> networks.removeNetwork(platform.name(), network.name()))
        .forEach(network -> say.accept("removed network " + network.name()));
  }

  /** All but those that somebody else made. */
  public void removeVolumes() {
    platform.volumes().stream()
        .filter(volume -> !volume.external())
        .filter(volume -> networks.removeVolume(volume.name()))
        .forEach(volume -> say.accept("removed volume " + volume.name()));
    long unnamed = networks.removeAnonymousVolumes(platform.name(), module -> true);
    if (unnamed > 0) {
      say.accept("removed " + unnamed + " volumes without a name");
    }
  }
}
