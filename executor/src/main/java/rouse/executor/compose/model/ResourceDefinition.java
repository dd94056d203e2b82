package rouse.executor.compose.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a container may use; empty means without a limit.
 *
 * @param cpus of one core, such as 0.5
 * @param cpuShares weight against others
 * @param cpuset cores, such as {@code 0-3,5}
 * @param memoryBytes hard limit
 * @param memoryReservationBytes soft limit
 * @param memorySwapBytes memory and swap together; -1 for unlimited swap
 * @param pids processes and threads
 * @param oomScoreAdj -1000 to 1000
 */
public record ResourceDefinition(
    OptionalDouble cpus,
    OptionalLong cpuShares,
    Optional<String> cpuset,
    OptionalLong memoryBytes,
    OptionalLong memoryReservationBytes,
    OptionalLong memorySwapBytes,
    OptionalLong pids,
    OptionalLong oomScoreAdj,
    List<Ulimit> ulimits) {

  /**
   * A limit of the process.
   *
   * @param name such as {@code nofile}
   */
  public record Ulimit(String name, long soft, long hard) {}

  public static final ResourceDefinition UNLIMITED =
      new ResourceDefinition(
          OptionalDouble.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          List.of());

  public ResourceDefinition {
    ulimits = List.copyOf(ulimits);
  }
}
