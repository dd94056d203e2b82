package rouse.it;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.engine.Engine;

/** The Docker engine as somebody sees it who knows nothing of Rouse. */
public final class TestEngine implements AutoCloseable {
  private static final String PLATFORM_LABEL = "rouse.platform";
  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private final Engine engine;
  private final DockerClient client;

  /** The one that there is. */
  public TestEngine() {
    this(Optional.empty());
  }

  TestEngine(Optional<String> address) {
    this.engine = Engine.connect(address);
    this.client = engine.openStreamClient();
  }

  public DockerClient client() {
    return client;
  }

  /** Builds an image that beats for itself, in {@code folder}, with no registry in reach. */
  public void buildBeater(Path folder, String tag) throws IOException {
    writeBeater(folder);
    String id =
        client
            .buildImageCmd(folder.toFile())
            .withTags(Set.of(tag))
            .withNetworkMode("none")
            .exec(new BuildImageResultCallback())
            .awaitImageId(5, TimeUnit.MINUTES);
    if (id == null) {
      throw new IllegalStateException("no image " + tag);
    }
  }

  /** What such an image is built from. */
  public static void writeBeater(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : List.of("Dockerfile", "beat")) {
      try (InputStream in = TestEngine.class.getResourceAsStream("/beater/" + name)) {
        Files.write(folder.resolve(name), in.readAllBytes());
      }
    }
    var executable = PosixFilePermissions.fromString("rwxr-xr-x");
    Files.setPosixFilePermissions(folder.resolve("beat"), executable);
    Files.write(folder.resolve("busybox"), Files.readAllBytes(BUSYBOX));
    Files.setPosixFilePermissions(folder.resolve("busybox"), executable);
  }

  /** All containers of a platform, whatever their state. */
  public List<Container> containers(String platform) {
    return client
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(PLATFORM_LABEL, platform))
        .exec();
  }

  /** Those of them that run and fill a slot of the module. */
  public List<Container> running(String platform, String module) {
    return containers(platform).stream()
        .filter(c -> "running".equals(c.getState()))
        .filter(c -> module.equals(c.getLabels().get("rouse.module")))
        .toList();
  }

  /**
   * Id of the one running container of a module. The engine's list is behind what it tells of
   * starts and deaths, so this waits until there is just one.
   */
  public String only(String platform, String module) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> running(platform, module), running -> running.size() == 1)
        .getFirst()
        .getId();
  }

  public InspectContainerResponse inspect(String id) {
    return client.inspectContainerCmd(id).exec();
  }

  /**
   * {@code kill -9} of the container's first process, of which Docker learns by its death. Between
   * two runs of a restart policy Docker says that it runs, and there is no process yet.
   */
  public void crash(String id) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> ProcessHandle.of(inspect(id).getState().getPidLong()),
            process -> process.isPresent())
        .orElseThrow()
        .destroyForcibly();
  }

  /** Its first process hangs from now on. */
  public void freeze(String id) {
    Hang.begin(inspect(id).getState().getPidLong());
  }

  /** It goes on. */
  public void thaw(String id) {
    Hang.end(inspect(id).getState().getPidLong());
  }

  /** Runs a command in a container and returns when it has ended. */
  public void execute(String id, String... command) throws InterruptedException {
    String exec = client.execCreateCmd(id).withCmd(command).exec().getId();
    client
        .execStartCmd(exec)
        .exec(new ResultCallback.Adapter<Frame>())
        .awaitCompletion(60, TimeUnit.SECONDS);
  }

  public List<String> networks(String platform) {
    return client.listNetworksCmd().exec().stream()
        .filter(n -> platform.equals(n.getLabels().get(PLATFORM_LABEL)))
        .map(n -> n.getName())
        .toList();
  }

  public String log(String id) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    client
        .logContainerCmd(id)
        .withStdOut(true)
        .withStdErr(true)
        .exec(
            new ResultCallback.Adapter<Frame>() {
              @Override
              public void onNext(Frame frame) {
                text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
              }
            })
        .awaitCompletion(60, TimeUnit.SECONDS);
    return text.toString();
  }

  /**
   * Leaves nothing of a platform behind, whatever became of the test. The engine may still be at
   * what somebody asked of it who was killed, so one look need not find all.
   */
  public void sweep(String platform, String... images) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptionsInstanceOf(DockerException.class)
        .until(
            () -> {
              removeAll(platform);
              return containers(platform).isEmpty() && networks(platform).isEmpty();
            });
    for (String image : images) {
      quietly(() -> client.removeImageCmd(image).withForce(true).exec());
    }
  }

  private void removeAll(String platform) {
    for (Container container : containers(platform)) {
      quietly(
          () ->
              client
                  .removeContainerCmd(container.getId())
                  .withForce(true)
                  .withRemoveVolumes(true)
                  .exec());
    }
    networks(platform).forEach(name -> quietly(() -> client.removeNetworkCmd(name).exec()));
    new DockerNetworks(engine).removeAnonymousVolumes(platform, module -> true);
  }

  private static void quietly(Runnable removal) {
    try {
      removal.run();
    } catch (NotFoundException alreadyGone) {
      // that is what was wanted
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    engine.close();
  }
}
