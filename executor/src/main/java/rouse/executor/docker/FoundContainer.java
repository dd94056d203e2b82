package rouse.executor.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import rouse.executor.docker.engine.EngineTimes;

/**
 * A container as the engine tells of it, whosever it is.
 *
 * @param name may begin with the engine's slash
 * @param ip its address in its first network, while it runs
 * @param startedAt of its latest start; empty when it never started, or was only listed
 */
public record FoundContainer(
    String id,
    String name,
    Map<String, String> labels,
    ContainerPhase phase,
    Optional<String> ip,
    Optional<Instant> startedAt) {

  public FoundContainer {
    name = name.startsWith("/") ? name.substring(1) : name;
    labels = labels == null ? Map.of() : Map.copyOf(labels);
  }

  public static FoundContainer of(InspectContainerResponse found) {
    InspectContainerResponse.ContainerState state = found.getState();
    return new FoundContainer(
        found.getId(),
        found.getName(),
        found.getConfig().getLabels(),
        ContainerPhase.of(state.getStatus()),
        ContainerAddresses.of(found),
        EngineTimes.parse(state.getStartedAt()));
  }
}
