package rouse.contracts.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import rouse.contracts.event.Json;

/**
 * What stands in topic {@code load_balancer}, keyed by platform: what has changed, and all workers
 * as they are now. The newest record alone is enough for whoever comes late.
 *
 * @param event {@link #ADDED}, {@link #READY}, {@link #DRAINING} or {@link #REMOVED}
 * @param worker its name, as {@code worker_node_3}
 * @param ip its address in the platform's network
 * @param port at which it takes work
 * @param workers all that are there after the event, with their states
 */
public record WorkerAnnouncement(
    String event, String worker, String ip, int port, List<Worker> workers) {
  /** It was started; it takes no work yet. */
  public static final String ADDED = "added";

  /** It has proved that it is alive: it takes work. */
  public static final String READY = "ready";

  /** It finishes what it has, and takes nothing new. */
  public static final String DRAINING = "draining";

  /** It is gone, or does not work. */
  public static final String REMOVED = "removed";

  /** A worker and how it is: one of the events, but {@link #REMOVED}. */
  public record Worker(String worker, String ip, int port, String state) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    public boolean isReady() {
      return state.equals(READY);
    }

    private boolean isPossible() {
      return ADDRESS.matcher(ip).matches()
          && port > 0
          && port <= 65_535
          && Set.of(ADDED, READY, DRAINING).contains(state);
    }
  }

  public WorkerAnnouncement {
    workers = List.copyOf(workers);
  }

  public byte[] toBytes() {
    try {
      return Json.MAPPER.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an announcement", e);
    }
  }

  /**
   * The workers of a record; empty when it is no such record. What stands in it becomes commands to
   * load balancers, so one entry that cannot be true spoils all.
   */
  public static Optional<List<Worker>> workersOf(byte[] value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      JsonNode list = Json.MAPPER.readTree(value).path("workers");
      if (!list.isArray()) {
        return Optional.empty();
      }
      Map<String, Worker> workers = new LinkedHashMap<>();
      for (JsonNode one : list) {
        Worker worker =
            new Worker(
                one.path("worker").asText(),
                one.path("ip").asText(),
                one.path("port").asInt(),
                one.path("state").asText());
        if (!worker.isPossible() || workers.put(worker.worker(), worker) != null) {
          return Optional.empty();
        }
      }
      return Optional.of(List.copyOf(workers.values()));
    } catch (IOException noJson) {
      return Optional.empty();
    }
  }
}
