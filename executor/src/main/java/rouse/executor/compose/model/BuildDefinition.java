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
 * @param remote the Git repository that the context is fetched from; then {@code context} is empty
 *     until it is fetched
 * @param contexts further folders by the name that the Dockerfile uses; those that begin with
 *     {@link #IMAGE} are images
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
    Optional<String> remote,
    Map<String, String> contexts,
    Path dockerfile,
    Optional<String> inlineDockerfile,
    Map<String, String> args,
    Optional<String> target,
    Map<String, String> labels,
    Optional<String> network,
    boolean noCache,
    boolean pull,
    BuildOptions options) {
  /** What a further context begins with that is an image. */
  public static final String IMAGE = "docker-image://";

  public BuildDefinition {
    contexts = OrderedCopies.ordered(contexts);
    args = OrderedCopies.ordered(args);
    labels = OrderedCopies.ordered(labels);
  }

  /** Whether there is something to build from: another host of the platform may have it. */
  public boolean available() {
    return remote.isPresent()
        || (Files.isDirectory(context)
            && (inlineDockerfile.isPresent() || Files.isRegularFile(dockerfile)));
  }

  /** The same once its repository was fetched. */
  public BuildDefinition fetched(Path folder) {
    Path file = folder.resolve(context.relativize(dockerfile)).normalize();
    return new BuildDefinition(
        folder,
        Optional.empty(),
        contexts,
        file,
        inlineDockerfile,
        args,
        target,
        labels,
        network,
        noCache,
        pull,
        options);
  }
}
