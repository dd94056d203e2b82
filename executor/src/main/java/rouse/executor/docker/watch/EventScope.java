package rouse.executor.docker.watch;

import com.github.dockerjava.api.command.EventsCmd;
import java.util.List;
import java.util.Map;
import rouse.executor.docker.ContainerLabels;

/**
 * Which of the engine's events about containers are read. The engine filters, so what is left out
 * costs nothing here: health checks alone make three events a probe.
 *
 * @param labels that a container must have
 * @param actions empty: all of them
 */
public record EventScope(Map<String, String> labels, List<String> actions) {
  /** Those that tell of a container's life. */
  private static final List<String> OF_LIFE =
      List.of(
          "create",
          "start",
          "die",
          "stop",
          "destroy",
          "pause",
          "unpause",
          "kill",
          "oom",
          "rename",
          "health_status");

  /** The containers of ours of a platform. */
  public static EventScope ofPlatform(String platform) {
    return new EventScope(Map.of(ContainerLabels.PLATFORM, platform), List.of());
  }

  /** All containers of the engine. */
  public static EventScope ofAll() {
    return new EventScope(Map.of(), OF_LIFE);
  }

  EventsCmd narrow(EventsCmd events) {
    EventsCmd labelled = labels.isEmpty() ? events : events.withLabelFilter(labels);
    return actions.isEmpty() ? labelled : labelled.withEventFilter(actions.toArray(String[]::new));
  }
}
