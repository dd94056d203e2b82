package rouse.executor.compose.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rouse.executor.compose.yaml.OrderedCopies;

/**
 * What a container sees of the file system.
 *
 * @param mounts volumes, binds, secrets and configs
 * @param tmpfs options by absolute path in the container
 * @param readOnly its own root cannot be written
 * @param shmBytes size of /dev/shm; empty: the engine's default
 * @param volumesFrom containers whose mounts it has too, with {@code :ro} or {@code :rw}
 */
public record StorageDefinition(
    List<MountDefinition> mounts,
    Map<String, String> tmpfs,
    boolean readOnly,
    OptionalLong shmBytes,
    List<String> volumesFrom) {

  /** Nothing mounted. */
  public static final StorageDefinition DEFAULT =
      new StorageDefinition(List.of(), Map.of(), false, OptionalLong.empty(), List.of());

  public StorageDefinition {
    mounts = List.copyOf(mounts);
    tmpfs = OrderedCopies.ordered(tmpfs);
    volumesFrom = List.copyOf(volumesFrom);
  }

  /** Names of the volumes at the engine. */
  public Set<String> volumes() {
    return mounts.stream()
        .flatMap(m -> m instanceof MountDefinition.Volume v ? Stream.of(v.volume()) : Stream.of())
        .collect(Collectors.toSet());
  }
}
