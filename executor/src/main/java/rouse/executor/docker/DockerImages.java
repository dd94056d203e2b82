package rouse.executor.docker;

import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.BuildResponseItem;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import rouse.executor.compose.BuildDefinition;

/** Images of a Docker engine. */
public final class DockerImages {
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** A build compiles and downloads; one that takes longer hangs. */
  private static final Duration BUILD = Duration.ofMinutes(30);

  private static final Duration PULL = Duration.ofMinutes(15);
  private final Engine engine;

  /**
   * An image that is present.
   *
   * @param id content address, {@code sha256:…}
   * @param healthcheck whether it brings a health check of its own
   */
  public record Image(String id, Map<String, String> labels, boolean healthcheck) {
    public Image {
      labels = Map.copyOf(labels);
    }
  }

  public DockerImages(Engine engine) {
    this.engine = engine;
  }

  /** Empty when no image of this name is present. */
  public Optional<Image> find(String name) {
    InspectImageResponse found =
        engine.call(
            "look for image " + name,
            LOOK,
            client -> {
              try {
                return client.inspectImageCmd(name).exec();
              } catch (NotFoundException e) {
                return null;
              }
            });
    return Optional.ofNullable(found).map(DockerImages::image);
  }

  private static Image image(InspectImageResponse found) {
    var config = found.getConfig();
    Map<String, String> labels = config == null ? null : config.getLabels();
    var check = config == null ? null : config.getHealthcheck();
    boolean checks =
        check != null && check.getTest() != null && !check.getTest().getFirst().equals("NONE");
    return new Image(found.getId(), labels == null ? Map.of() : labels, checks);
  }

  /**
   * Builds an image with the engine's classic builder, which every engine has.
   *
   * @param name it gets
   * @param platform it is for; empty: the engine's own
   * @param context tar archive
   * @param dockerfile its path in the archive
   * @param labels besides the definition's
   * @param output each line the builder writes
   * @throws EngineException when a step fails; its lines are in the output
   */
  public void build(
      String name,
      Optional<String> platform,
      BuildDefinition definition,
      InputStream context,
      String dockerfile,
      Map<String, String> labels,
      Consumer<String> output) {
    engine.run(
        "build " + name,
        BUILD,
        client -> {
          BuildImageCmd command =
              client
                  .buildImageCmd(context)
                  .withTags(java.util.Set.of(name))
                  .withDockerfilePath(dockerfile)
                  .withLabels(labels)
                  .withNoCache(definition.noCache())
                  .withPull(definition.pull())
                  .withRemove(true)
                  .withForcerm(true);
          definition.args().forEach(command::withBuildArg);
          definition.target().ifPresent(command::withTarget);
          definition.network().ifPresent(command::withNetworkMode);
          platform.ifPresent(command::withPlatform);
          try {
            command.exec(new Lines(output)).awaitImageId();
          } catch (DockerClientException e) {
            String words = e.getMessage().replaceFirst("^Could not build image: ", "");
            throw new EngineException(
                EngineException.Kind.REFUSED, "build " + name + ": " + words, e);
          }
        });
  }

  /**
   * Asks the registry for an image.
   *
   * @param platform it is for; empty: the engine's own
   * @throws EngineException when it is not to be had, in the registry's words
   */
  public void pull(String name, Optional<String> platform) {
    engine.run(
        "pull " + name,
        PULL,
        client -> {
          try {
            String tagged = name.matches(".*(:[^/]+|@.*)") ? name : name + ":latest";
            PullImageCmd command = client.pullImageCmd(tagged);
            platform.ifPresent(command::withPlatform);
            command.exec(new PullImageResultCallback()).awaitCompletion();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** The builder's output comes in pieces that do not end where lines do. */
  private static final class Lines extends BuildImageResultCallback {
    private final Consumer<String> output;
    private final StringBuilder piece = new StringBuilder();

    Lines(Consumer<String> output) {
      this.output = output;
    }

    @Override
    public void onNext(BuildResponseItem item) {
      if (item.getStream() != null) {
        piece.append(item.getStream());
        for (int end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n")) {
          output.accept(piece.substring(0, end).stripTrailing());
          piece.delete(0, end + 1);
        }
      }
      super.onNext(item);
    }
  }
}
