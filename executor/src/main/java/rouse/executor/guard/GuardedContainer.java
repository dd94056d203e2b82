package rouse.executor.guard;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import rouse.contracts.platform.Dependency;
import rouse.executor.docker.ManagedContainer;

/**
 * What the engine says of a container that matters to its recovery.
 *
 * @param healthcheck empty when its health is not checked
 * @param restart by the engine's own policy
 * @param joined names or ids of containers in whose namespaces it lives
 * @param stopGrace what it has between the stop signal and the kill
 */
record GuardedContainer(
    ManagedContainer container,
    Map<String, String> labels,
    Optional<Checked> healthcheck,
    EnginePolicy restart,
    List<String> joined,
    Duration stopGrace) {
  private static final String CONTAINER = "container:";

  /** How Docker checks its health. */
  record Checked(Duration interval, Duration timeout, int retries, Duration startPeriod) {
    /** Until the engine has said healthy or unhealthy, at the latest. */
    Duration verdict() {
      return startPeriod.plus(interval.plus(timeout).multipliedBy(retries + 1L));
    }
  }

  /** What the engine does by itself when the container ends. */
  enum EnginePolicy {
    NEVER,
    ON_FAILURE,
    ALWAYS
  }

  static GuardedContainer of(ManagedContainer container, InspectContainerResponse found) {
    HostConfig host = found.getHostConfig();
    return new GuardedContainer(
        container,
        Objects.requireNonNullElse(found.getConfig().getLabels(), Map.of()),
        checked(found.getConfig().getHealthcheck()),
        policy(host.getRestartPolicy()),
        joined(host),
        stopGrace(found));
  }

  /** The engine's defaults stand for what the image and whoever made the container left open. */
  private static Optional<Checked> checked(HealthCheck check) {
    if (check == null
        || check.getTest() == null
        || check.getTest().isEmpty()
        || check.getTest().getFirst().equals("NONE")) {
      return Optional.empty();
    }
    boolean unstated = check.getRetries() == null || check.getRetries() == 0;
    return Optional.of(
        new Checked(
            nanos(check.getInterval(), Duration.ofSeconds(30)),
            nanos(check.getTimeout(), Duration.ofSeconds(30)),
            unstated ? 3 : check.getRetries(),
            nanos(check.getStartPeriod(), Duration.ZERO)));
  }

  private static Duration nanos(Long value, Duration otherwise) {
    return value == null || value == 0 ? otherwise : Duration.ofNanos(value);
  }

  private static EnginePolicy policy(RestartPolicy policy) {
    return switch (policy == null ? "" : String.valueOf(policy.getName())) {
      case "always", "unless-stopped" -> EnginePolicy.ALWAYS;
      case "on-failure" -> EnginePolicy.ON_FAILURE;
      default -> EnginePolicy.NEVER;
    };
  }

  /** Names or ids of the containers in whose namespaces a container lives. */
  static List<String> joined(HostConfig host) {
    List<String> owners = new ArrayList<>();
    Stream.of(host.getNetworkMode(), host.getPidMode(), host.getIpcMode())
        .filter(mode -> mode != null && mode.startsWith(CONTAINER))
        .map(mode -> mode.substring(CONTAINER.length()))
        .distinct()
        .forEach(owners::add);
    return List.copyOf(owners);
  }

  /** docker-java has no field for it, but keeps what the engine sent. */
  private static Duration stopGrace(InspectContainerResponse found) {
    Object seconds =
        found.getRawValues().get("Config") instanceof Map<?, ?> config
            ? config.get("StopTimeout")
            : null;
    return Duration.ofSeconds(seconds instanceof Number n && n.intValue() >= 0 ? n.intValue() : 10);
  }

  List<Dependency> dependencies() {
    return ComposeDependencies.parse(labels.get(ComposeDependencies.LABEL));
  }

  GuardLabels settings() {
    return new GuardLabels(container.name(), labels);
  }
}
