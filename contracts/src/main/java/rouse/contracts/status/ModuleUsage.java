package rouse.contracts.status;

import java.time.Instant;
import java.util.List;

/**
 * What all instances of a module used together, over time.
 *
 * @param points oldest first; no more than a curve has room for
 */
public record ModuleUsage(
    String platform, String module, Instant from, Instant to, List<Point> points) {

  /**
   * One step of the curve. A missing value is unknown, never zero.
   *
   * @param at end of the step
   * @param instances that were measured in it
   * @param cpu processors in use
   * @param memory in bytes
   * @param memoryLimit in bytes, of all together; the host's memory where one has no limit
   */
  public record Point(Instant at, int instances, Double cpu, Long memory, Long memoryLimit) {}

  public ModuleUsage {
    points = List.copyOf(points);
  }
}
