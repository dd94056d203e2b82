package rouse.executor.compose.model;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a build may be told besides what is in the image.
 *
 * @param tags further names that the image gets
 * @param cacheFrom images whose layers may be used again
 * @param extraHosts lines of the hosts file while it is built, {@code name:address}
 * @param shmBytes size of /dev/shm while it is built; empty: the engine's default
 */
public record BuildOptions(
    List<String> tags, List<String> cacheFrom, List<String> extraHosts, OptionalLong shmBytes) {

  /** Nothing said. */
  public static final BuildOptions DEFAULT =
      new BuildOptions(List.of(), List.of(), List.of(), OptionalLong.empty());

  public BuildOptions {
    tags = List.copyOf(tags);
    cacheFrom = List.copyOf(cacheFrom);
    extraHosts = List.copyOf(extraHosts);
  }
}
