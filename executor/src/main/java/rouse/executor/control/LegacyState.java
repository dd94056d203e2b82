package rouse.executor.control;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Json;
import rouse.contracts.platform.InstanceId;
import rouse.core.evolve.Handover;
import rouse.core.state.PlatformState;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;

/**
 * What executors before the local decider remembered: the last incarnation of each instance, and
 * which run somebody had stopped. Read once, where there is no snapshot yet.
 */
final class LegacyState {
  private static final Logger LOG = LoggerFactory.getLogger(LegacyState.class);
  private final Path folder;
  private final boolean needed;

  /**
   * @param needed whether there is no snapshot
   */
  LegacyState(Path folder, boolean needed) {
    this.folder = folder;
    this.needed = needed;
  }

  void tell(ContainerRuntime runtime, LocalDecider decider) {
    if (!needed) {
      return;
    }
    read("incarnations.json", new TypeReference<Map<String, Long>>() {})
        .forEach(
            (id, highest) ->
                decider.change(state -> Handover.used(state, InstanceId.parse(id), highest)));
    read("stopped.json", new TypeReference<Map<String, String>>() {})
        .forEach(
            (id, stop) ->
                runtime.list(InstanceId.parse(id)).stream()
                    .flatMap(container -> runtime.inspect(container.id()).stream())
                    .filter(last -> last.stopId().filter(stop::equals).isPresent())
                    .map(Inspection::container)
                    .filter(container -> !container.phase().alive())
                    .forEach(container -> decider.change(state -> hold(state, container))));
  }

  private static void hold(PlatformState state, ManagedContainer container) {
    Handover.stopped(state, container.instance(), container.incarnation(), container.id());
  }

  private <V> Map<String, V> read(String name, TypeReference<Map<String, V>> type) {
    Path file = folder.resolve(name);
    try {
      return Files.exists(file) ? Json.MAPPER.readValue(Files.readAllBytes(file), type) : Map.of();
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}); the containers alone are asked", file, e.getMessage());
      return Map.of();
    }
  }
}
