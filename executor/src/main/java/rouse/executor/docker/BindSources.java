package rouse.executor.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import java.util.HashSet;
import java.util.Set;
import rouse.executor.compose.model.MountDefinition;

/**
 * The files and folders of the host that a container was bound to. When one of them is gone by the
 * time of a recovery, the engine would make an empty folder of it, and the successor would begin
 * with nothing, and count as alive.
 */
final class BindSources {
  private BindSources() {}

  /** Those of the containers that a new one takes the place of; the engine says which it had. */
  static Set<String> before(DockerClient client, NewContainer container) {
    boolean any =
        container.definition().storage().mounts().stream()
            .anyMatch(m -> m instanceof MountDefinition.Bind bind && bind.createSource());
    Set<String> sources = new HashSet<>();
    if (any) {
      container.predecessors().forEach(id -> addOf(client, id, sources));
    }
    return sources;
  }

  private static void addOf(DockerClient client, String id, Set<String> sources) {
    InspectContainerResponse found;
    try {
      found = client.inspectContainerCmd(id).exec();
    } catch (NotFoundException removedMeanwhile) {
      return;
    }
    // One that never started was bound to nothing yet, whatever it asked for.
    boolean started = !found.getState().getStartedAt().startsWith("0001-01-01");
    if (started && found.getHostConfig().getBinds() != null) {
      for (Bind bind : found.getHostConfig().getBinds()) {
        sources.add(bind.getPath());
      }
    }
    if (started && found.getHostConfig().getMounts() != null) {
      for (Mount mount : found.getHostConfig().getMounts()) {
        if (mount.getType() == MountType.BIND) {
          sources.add(mount.getSource());
        }
      }
    }
  }
}
