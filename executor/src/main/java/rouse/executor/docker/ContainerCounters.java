package rouse.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import rouse.contracts.event.Json;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;

/**
 * The engine's counters of one container, as they stand now. The engine looks once and answers at
 * once, where it looks for a second for a share of the processors; see {@link ContainerUsage}.
 */
public final class ContainerCounters {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private final Engine engine;

  /**
   * One look.
   *
   * @param processorNanos that its processes have used so far
   * @param memory without the cache that the kernel takes back when it needs to
   */
  public record Look(OptionalLong processorNanos, OptionalLong memory, OptionalLong memoryLimit) {}

  public ContainerCounters(Engine engine) {
    this.engine = engine;
  }

  /**
   * Looks once.
   *
   * @return empty when the engine tells nothing of it
   * @throws EngineException when it does not answer, or has no such container
   */
  public Optional<Look> look(String containerId) {
    byte[] answer =
        engine.get(
            "look at what " + containerId + " uses",
            DEADLINE,
            "/containers/" + containerId + "/stats?stream=false&one-shot=true");
    try {
      return Optional.of(read(Json.MAPPER.readTree(answer)));
    } catch (IOException noJson) {
      return Optional.empty();
    }
  }

  static Look read(JsonNode stats) {
    JsonNode memory = stats.path("memory_stats");
    OptionalLong used = number(memory.path("usage"));
    // The name of the same count in the second and in the first version of control groups.
    long cache =
        number(memory.path("stats").path("inactive_file"))
            .orElseGet(() -> number(memory.path("stats").path("total_inactive_file")).orElse(0));
    return new Look(
        number(stats.path("cpu_stats").path("cpu_usage").path("total_usage")),
        used.isPresent() ? OptionalLong.of(Math.max(0, used.getAsLong() - cache)) : used,
        number(memory.path("limit")));
  }

  private static OptionalLong number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0
        ? OptionalLong.of(node.longValue())
        : OptionalLong.empty();
  }
}
