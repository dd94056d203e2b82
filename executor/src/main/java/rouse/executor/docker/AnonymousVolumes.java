package rouse.executor.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.VolumeOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rouse.executor.compose.model.MountDefinition;
import rouse.executor.compose.model.StorageDefinition;

/**
 * The volumes that nobody named: those of an image's {@code VOLUME} and those that the platform
 * file mounts without a source. A container takes them over from the one that it replaces, at the
 * same targets, as Compose does. A target that is new gets a new volume, labelled with its
 * instance, so that {@code rouse down --volumes} finds it however often the container was replaced.
 */
final class AnonymousVolumes {
  private static final String GENERATED_NAME = "[0-9a-f]{64}";

  private AnonymousVolumes() {}

  /** The mounts of a new container; what is mounted otherwise at a target stays so. */
  static List<Mount> of(DockerClient client, NewContainer container) {
    Map<String, Boolean> targets = targets(client, container);
    Map<String, String> inherited =
        targets.isEmpty() ? Map.of() : inherited(client, container.predecessors());
    VolumeOptions labels =
        new VolumeOptions().withLabels(ContainerLabels.ofVolume(container.instance()));
    return targets.entrySet().stream()
        .map(
            target ->
                new Mount()
                    .withType(MountType.VOLUME)
                    .withTarget(target.getKey())
                    .withSource(inherited.get(normal(target.getKey())))
                    .withReadOnly(target.getValue())
                    .withVolumeOptions(labels))
        .toList();
  }

  /** Whether it is a name that the engine gave. */
  static boolean isAnonymous(String volume) {
    return volume != null && volume.matches(GENERATED_NAME);
  }

  /** The targets in the container, and whether they are read-only. */
  private static Map<String, Boolean> targets(DockerClient client, NewContainer container) {
    StorageDefinition storage = container.definition().storage();
    Map<String, Boolean> targets = new LinkedHashMap<>();
    for (MountDefinition mount : storage.mounts()) {
      if (mount instanceof MountDefinition.Anonymous anonymous) {
        targets.put(anonymous.target(), anonymous.readOnly());
      }
    }
    Set<String> mounted =
        Stream.concat(
                storage.mounts().stream().map(MountDefinition::target),
                storage.tmpfs().keySet().stream())
            .map(AnonymousVolumes::normal)
            .collect(Collectors.toCollection(HashSet::new));
    for (String other : storage.volumesFrom()) {
      for (var mount : mounts(client, other.replaceFirst(":r[ow]$", ""))) {
        if (mount.getDestination() != null) {
          mounted.add(normal(mount.getDestination().getPath()));
        }
      }
    }
    ofImage(client, container.definition().image()).stream()
        .filter(target -> !mounted.contains(normal(target)))
        .forEach(target -> targets.put(target, false));
    return targets;
  }

  private static Set<String> ofImage(DockerClient client, String image) {
    try {
      var config = client.inspectImageCmd(image).exec().getConfig();
      return config == null || config.getVolumes() == null
          ? Set.of()
          : config.getVolumes().keySet();
    } catch (NotFoundException e) {
      // The create that follows says so as well, and better.
      return Set.of();
    }
  }

  private static Map<String, String> inherited(DockerClient client, List<String> predecessors) {
    Map<String, String> volumes = new HashMap<>();
    for (String predecessor : predecessors) {
      for (var mount : mounts(client, predecessor)) {
        if (isAnonymous(mount.getName()) && mount.getDestination() != null) {
          volumes.putIfAbsent(normal(mount.getDestination().getPath()), mount.getName());
        }
      }
    }
    return volumes;
  }

  private static List<InspectContainerResponse.Mount> mounts(DockerClient client, String id) {
    try {
      var mounts = client.inspectContainerCmd(id).exec().getMounts();
      return mounts == null ? List.of() : mounts;
    } catch (NotFoundException removedMeanwhile) {
      return List.of();
    }
  }

  private static String normal(String target) {
    return Path.of(target).normalize().toString();
  }
}
