package rouse.executor.docker.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.command.RootFS;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.core.DockerClientImpl;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import rouse.contracts.event.Json;
import rouse.executor.compose.model.BuildDefinition;
import rouse.executor.compose.model.BuildOptions;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;

/** Images of a Docker engine. */
public final class DockerImages {
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** A build compiles and downloads; one that takes longer hangs. */
  private static final Duration BUILD = Duration.ofMinutes(30);

  /** What an image's configuration says of the container that it was built in. */
  private static final Set<String> OF_THE_BUILD =
      Set.of("Hostname", "Domainname", "Image", "AttachStdin", "AttachStdout", "AttachStderr");

  private static final Duration PULL = Duration.ofMinutes(15);
  private final Engine engine;
  private final RegistryLogins logins = RegistryLogins.of(System.getenv());

  /**
   * An image that is present.
   *
   * @param id content address, {@code sha256:…}; another one after every build that used no cache
   * @param content its layers and its configuration, which say what a container of it runs
   * @param healthcheck whether it brings a health check of its own
   */
  public record Image(String id, String content, boolean healthcheck) {}

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
    var check = config == null ? null : config.getHealthcheck();
    boolean checks =
        check != null && check.getTest() != null && !check.getTest().getFirst().equals("NONE");
    return new Image(found.getId(), content(found), checks);
  }

  /** As the engine sent it: the library knows a part of it. */
  private static String content(InspectImageResponse found) {
    RootFS files = found.getRootFS();
    if (files == null || files.getLayers() == null) {
      return String.valueOf(found.getId());
    }
    Map<String, Object> content = new TreeMap<>();
    if (found.getRawValues().get("Config") instanceof Map<?, ?> config) {
      config.forEach((key, value) -> content.put(String.valueOf(key), value));
    }
    content.keySet().removeAll(OF_THE_BUILD);
    content.put("layers", files.getLayers());
    try {
      return Json.MAPPER.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an image that cannot be written: " + found.getId(), e);
    }
  }

  /**
   * Builds an image with the engine's classic builder, which every engine has, or its BuildKit.
   *
   * @param name it gets
   * @param platform it is for; empty: the engine's own
   * @param context tar archive
   * @param dockerfile its path in the archive
   * @param buildKit whether the Dockerfile needs it
   * @param output each line the builder writes
   * @throws EngineException when a step fails; its lines are in the output
   */
  public void build(
      String name,
      Optional<String> platform,
      BuildDefinition definition,
      InputStream context,
      String dockerfile,
      boolean buildKit,
      Consumer<String> output) {
    if (buildKit) {
      BuildKitBuild build = new BuildKitBuild(engine.apiVersion(), output);
      engine.run(
          "build " + name,
          BUILD,
          client ->
              build.run(
                  (DockerClientImpl) client, name, platform, definition, context, dockerfile));
      return;
    }
    engine.run(
        "build " + name,
        BUILD,
        client -> {
          BuildImageCmd command =
              client
                  .buildImageCmd(context)
                  .withTags(tags(name, definition))
                  .withDockerfilePath(dockerfile)
                  .withLabels(definition.labels())
                  .withNoCache(definition.noCache())
                  .withPull(definition.pull())
                  .withRemove(true)
                  .withForcerm(true);
          definition.args().forEach(command::withBuildArg);
          definition.target().ifPresent(command::withTarget);
          definition.network().ifPresent(command::withNetworkMode);
          platform.ifPresent(command::withPlatform);
          further(command, definition.options());
          try {
            command.exec(new Lines(output)).awaitImageId();
          } catch (DockerClientException e) {
            String words = e.getMessage().replaceFirst("^Could not build image: ", "");
            throw new EngineException(
                EngineException.Kind.REFUSED, "build " + name + ": " + words, e);
          }
        });
  }

  /** Whether a build failed since the engine has no BuildKit, or has it switched off. */
  public static boolean hasNoBuildKit(EngineException refusal) {
    return BuildKitBuild.isMissing(refusal);
  }

  private static Set<String> tags(String name, BuildDefinition definition) {
    Set<String> tags = new LinkedHashSet<>(Set.of(name));
    tags.addAll(definition.options().tags());
    return tags;
  }

  private static void further(BuildImageCmd command, BuildOptions options) {
    options.shmBytes().ifPresent(command::withShmsize);
    if (!options.cacheFrom().isEmpty()) {
      command.withCacheFrom(Set.copyOf(options.cacheFrom()));
    }
    if (!options.extraHosts().isEmpty()) {
      command.withExtraHosts(Set.copyOf(options.extraHosts()));
    }
  }

  /**
   * Asks the registry for an image, with the login that a credential helper has for it.
   *
   * @param platform it is for; empty: the engine's own
   * @throws EngineException when it is not to be had, in the registry's words
   */
  public void pull(String name, Optional<String> platform) {
    Optional<AuthConfig> login = logins.of(name);
    engine.run(
        "pull " + name,
        PULL,
        client -> {
          try {
            String tagged = name.matches(".*(:[^/]+|@.*)") ? name : name + ":latest";
            PullImageCmd command = client.pullImageCmd(tagged);
            platform.ifPresent(command::withPlatform);
            login.ifPresent(command::withAuthConfig);
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
