package rouse.executor.guard;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ManagedContainer;

/** Containers of one project, as the engine tells of them. */
final class GuardedContainerSamples {
  static final String PROJECT = "shop";

  private GuardedContainerSamples() {}

  static ManagedContainer container(String service, int slot, long run, ContainerPhase phase) {
    return new ManagedContainer(
        "id-" + service + "-" + slot,
        PROJECT + "-" + service + "-" + slot,
        new InstanceId(PROJECT, service, slot),
        run,
        Optional.empty(),
        Optional.empty(),
        phase,
        Optional.empty());
  }

  static ManagedContainer running(String service) {
    return container(service, 1, 1, ContainerPhase.RUNNING);
  }

  static GuardedContainer guarded(ManagedContainer container, Map<String, String> labels) {
    return new GuardedContainer(
        container,
        new HashMap<>(labels),
        Optional.empty(),
        GuardedContainer.EnginePolicy.NEVER,
        List.of(),
        Duration.ofSeconds(10));
  }

  static GuardedContainer guarded(String service, String dependencies) {
    return guarded(running(service), Map.of(ComposeDependencies.LABEL, dependencies));
  }

  static GuardedContainer joining(String service, String owner) {
    GuardedContainer plain = guarded(service, "");
    return new GuardedContainer(
        plain.container(),
        plain.labels(),
        plain.healthcheck(),
        plain.restart(),
        List.of(owner),
        plain.stopGrace());
  }
}
