package rouse.executor.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import rouse.contracts.platform.InstanceId;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.engine.Engine;

/** A platform of its own name, network and image on the real engine; leaves nothing behind. */
public final class TestPlatform implements AutoCloseable {
  public static final String IMAGE = "docker-it-busybox";
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private final Engine engine;
  private final String name = "docker-it-" + UUID.randomUUID().toString().substring(0, 8);

  public TestPlatform() throws IOException {
    this(Optional.empty());
  }

  /**
   * On another engine than the one that there is.
   *
   * @param address of the engine; empty for the one that there is
   */
  public TestPlatform(Optional<String> address) throws IOException {
    engine = Engine.connect(address);
    buildImage();
    engine.run(
        "create the network", DEADLINE, c -> c.createNetworkCmd().withName(network()).exec());
  }

  private void buildImage() throws IOException {
    boolean there =
        engine.call("look for the image", DEADLINE, c -> c.listImagesCmd().exec()).stream()
            .flatMap(
                image -> image.getRepoTags() == null ? Stream.of() : Stream.of(image.getRepoTags()))
            .anyMatch(tag -> tag.startsWith(IMAGE + ":"));
    if (there) {
      return;
    }
    Path context = Files.createTempDirectory("docker-it");
    Files.copy(Path.of("/bin/busybox"), context.resolve("busybox"));
    Files.writeString(
        context.resolve("Dockerfile"),
        """
        FROM scratch
        COPY busybox /bin/busybox
        RUN ["/bin/busybox", "--install", "-s", "/bin"]
        """);
    engine.call(
        "build the image",
        DEADLINE,
        c ->
            c.buildImageCmd(context.toFile())
                .withTags(Set.of(IMAGE))
                .exec(new BuildImageResultCallback())
                .awaitImageId());
    try (Stream<Path> files = Files.list(context)) {
      files.forEach(file -> file.toFile().delete());
    }
    Files.delete(context);
  }

  public Engine engine() {
    return engine;
  }

  public String name() {
    return name;
  }

  public String network() {
    return name + "_default";
  }

  public InstanceId instance(String module) {
    return new InstanceId(name, module, 1);
  }

  /**
   * A platform file of this platform.
   *
   * @param services what stands under {@code services:}
   */
  public PlatformFile file(String services) throws IOException {
    return file(services, "", Map.of());
  }

  /**
   * A platform file of this platform.
   *
   * @param more what stands beside the services
   */
  public PlatformFile file(String services, String more, Map<String, String> environment)
      throws IOException {
    Path folder = Files.createTempDirectory("docker-it");
    Path file = folder.resolve("compose.yaml");
    Files.writeString(file, "name: " + name + "\nservices:\n" + services.indent(2) + more);
    try {
      return ComposeReader.read(file, ComposeOptions.of(environment)).orThrow();
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }

  /** A module that runs a shell script. */
  public ContainerDefinition shell(String module, String script) throws IOException {
    return shell(module, script, "");
  }

  /**
   * A module that runs a shell script.
   *
   * @param more further keys of the service
   */
  public ContainerDefinition shell(String module, String script, String more) throws IOException {
    return file(service(module, script, more)).definitions().get(module);
  }

  public static String service(String module, String script, String more) {
    return """
        %s:
          image: %s
          command: ["/bin/sh", "-c", "%s"]
          stop_grace_period: 2s
        """
            .formatted(module, IMAGE, script.replace("\"", "\\\""))
        + more.indent(2);
  }

  public NewContainer container(String module, long incarnation, ContainerDefinition definition) {
    return new NewContainer(
        instance(module),
        incarnation,
        Optional.of("ensure-running/" + instance(module) + "/" + incarnation),
        definition,
        "hash",
        Map.of("ROUSE_INCARNATION", Long.toString(incarnation)),
        List.of());
  }

  /** Something a person does with the engine. */
  public void docker(String what, Consumer<DockerClient> call) {
    engine.run(what, DEADLINE, call);
  }

  /** Runs a command in a container, and returns when the engine has begun it. */
  public void execute(String id, String... command) {
    docker(
        "run " + command[0],
        c ->
            c.execStartCmd(c.execCreateCmd(id).withCmd(command).exec().getId())
                .withDetach(true)
                .exec(new ResultCallback.Adapter<>()));
  }

  /** What a container has printed, line by line. */
  public List<String> log(String id) {
    StringBuilder text = new StringBuilder();
    docker(
        "read its log",
        c -> {
          try {
            c.logContainerCmd(id)
                .withStdOut(true)
                .exec(
                    new ResultCallback.Adapter<Frame>() {
                      @Override
                      public void onNext(Frame frame) {
                        text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                      }
                    })
                .awaitCompletion(60, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return text.toString().lines().toList();
  }

  @Override
  public void close() {
    DockerRuntime runtime = new DockerRuntime(engine);
    runtime.list(name).forEach(c -> runtime.remove(c.id()));
    new DockerNetworks(engine).removeAnonymousVolumes(name, module -> true);
    engine.run("remove the network", DEADLINE, c -> c.removeNetworkCmd(network()).exec());
    engine.close();
  }
}
