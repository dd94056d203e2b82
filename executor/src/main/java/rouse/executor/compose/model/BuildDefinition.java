package rouse.executor.compose.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.yaml.OrderedCopies;

/**
 * How an image is made.
 *
 * @param context absolute folder that is sent to the engine
 * @param dockerfile absolute; in the context or beside it
 * @param inlineDockerfile the text itself, instead of a file
 * @param args build arguments with a value
 * @param target the stage to stop at; empty: the last
 * @param labels put on the image
 * @param network for RUN steps; empty: the engine's default
 * @param noCache every step is run again
 * @param pull a newer base image is asked for
 */
public record BuildDefinition(
    Path context,
    Path dockerfile,
    Optional<String> inlineDockerfile,
    Map<String, String> args,
    Optional<String> target,
    Map<String, String> labels,
    Optional<String> network,
    boolean noCache,
    boolean pull) {

  /** Whether there is something to build from: another host of the platform may have it. */
  public boolean available() {
    return Files.isDirectory(context)
        && (inlineDockerfile.isPresent() || Files.isRegularFile(dockerfile));
  }

  public BuildDefinition {
    args = OrderedCopies.ordered(args);
    labels = OrderedCopies.ordered(labels);
  }
}
