package rouse.executor.docker.watch;

import com.github.dockerjava.api.model.Event;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One event of the engine about a container.
 *
 * @param action {@code start}, {@code die}, {@code kill}, {@code health_status: healthy} …
 * @param attributes the container's labels and the event's own, such as {@code exitCode}
 */
public record EngineEvent(
    String action, String containerId, Map<String, String> attributes, Instant at) {
  private static final String HEALTH = "health_status: ";

  /** Of what the stream brought; empty when it is about no container. */
  static Optional<EngineEvent> of(Event event) {
    String id = event.getActor() != null ? event.getActor().getId() : event.getId();
    String action = event.getAction() != null ? event.getAction() : event.getStatus();
    if (id == null || action == null) {
      return Optional.empty();
    }
    Map<String, String> attributes =
        event.getActor() == null || event.getActor().getAttributes() == null
            ? Map.of()
            : event.getActor().getAttributes();
    return Optional.of(new EngineEvent(action, id, attributes, time(event)));
  }

  private static Instant time(Event event) {
    if (event.getTimeNano() != null) {
      return Instant.ofEpochSecond(0, event.getTimeNano());
    }
    return Instant.ofEpochSecond(event.getTime() == null ? 0 : event.getTime());
  }

  /** The new health; empty when the event is about something else. */
  Optional<String> health() {
    return action.startsWith(HEALTH)
        ? Optional.of(action.substring(HEALTH.length()))
        : Optional.empty();
  }

  int exitCode() {
    return number("exitCode", -1);
  }

  int signal() {
    return number("signal", 0);
  }

  private int number(String attribute, int missing) {
    try {
      return Integer.parseInt(attributes.getOrDefault(attribute, ""));
    } catch (NumberFormatException e) {
      return missing;
    }
  }
}
