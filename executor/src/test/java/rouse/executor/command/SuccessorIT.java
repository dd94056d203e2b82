package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.settings.SettingsReader;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.PlatformResources;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.TestImage;
import rouse.executor.docker.TestPlatform;
import rouse.executor.docker.engine.EngineException;

@DisplayName("P5 What a container leaves to its successor, on a real engine")
class SuccessorIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String NOTES =
      "trap 'echo stopped >> /data/log; exit 0' TERM; echo started >> /data/log;"
          + " touch /more/started /layer; cat /data/log; while true; do sleep 0.1; done";
  private static final String DEAF = "trap '' TERM; while true; do sleep 0.1; done";

  private final AtomicReference<PlatformFile> file = new AtomicReference<>();
  @TempDir Path folder;
  @TempDir Path files;
  private TestPlatform platform;
  private TestImage image;
  private DockerRuntime runtime;
  private ContainerFactory blueprints;
  private ContainerOperations work;

  @BeforeEach
  void open() throws IOException {
    platform = new TestPlatform();
    image = TestImage.build(platform, folder, "VOLUME [\"/data/\", \"/scratch\"]\n");
    runtime = new DockerRuntime(platform.engine());
    file.set(file("red", "volumes: [/more]\ntmpfs: [/scratch]\n"));
    blueprints =
        new ContainerFactory(
            file::get, SettingsReader.read(Map.of(), Map.of(), Map.of(), name -> ""));
    PlatformResources resources = new PlatformResources(networks(), BootProgress.SILENT);
    Prerequisites prerequisites =
        new Prerequisites() {
          @Override
          public void provide(ContainerDefinition definition) {
            resources.ensure(file.get());
          }

          @Override
          public void ensureVolumes(ContainerDefinition definition) {
            resources.ensureVolumes(file.get(), definition.storage().volumes()::contains);
          }
        };
    work = new ContainerOperations(runtime, blueprints, prerequisites, id -> {}, Runnable::run);
  }

  @AfterEach
  void close() {
    work.close();
    runtime.list(platform.name()).forEach(c -> runtime.remove(c.id()));
    image.close();
    platform.close();
  }

  private DockerNetworks networks() {
    return new DockerNetworks(platform.engine());
  }

  private PlatformFile file(String colour, String more) throws IOException {
    return file(colour, more, "");
  }

  /**
   * @param beside what stands beside the services
   */
  private PlatformFile file(String colour, String more, String beside) throws IOException {
    String service =
        TestPlatform.service("db", NOTES, "environment: { COLOUR: " + colour + " }\n" + more);
    return read(service.replace(TestPlatform.IMAGE, image.name()), beside);
  }

  private PlatformFile read(String service, String beside) throws IOException {
    Path compose = files.resolve("compose.yaml");
    Files.writeString(
        compose,
        "name: "
            + platform.name()
            + "\nvolumes: { kept: { labels: { side: kept } } }\n"
            + beside
            + "services:\n"
            + service.indent(2));
    return ComposeReader.read(compose, ComposeOptions.of(Map.of())).orThrow();
  }

  @Test
  @DisplayName("R43 one that was left between created and connected is made anew, with all of it")
  void halfway() throws IOException {
    file.set(file("red", "networks: [default]\n"));
    var db = platform.instance("db");
    String left = runtime.create(blueprints.container(db, 1, Optional.of("c-1"), Optional.empty()));
    file.set(file("red", "networks: [default, back]\n", "networks: { back: {} }\n"));

    ManagedContainer made = bringUp(1);

    assertThat(made.id()).isNotEqualTo(left);
    assertThat(runtime.inspect(left)).isEmpty();
    InspectContainerResponse found =
        platform.engine().call("inspect", SOON, c -> c.inspectContainerCmd(made.id()).exec());
    assertThat(found.getNetworkSettings().getNetworks())
        .containsOnlyKeys(platform.name() + "_default", platform.name() + "_back");
    runtime.remove(made.id());
    networks().removeNetwork(platform.name(), platform.name() + "_back");
  }

  @Test
  @DisplayName("R38 one that was disconnected while it was stopped has a successor in the network")
  void disconnectedWhileStopped() {
    ManagedContainer first = bringUp(1);
    String network = platform.name() + "_default";
    var engine = platform.engine();
    engine.run("stop", SOON, c -> c.stopContainerCmd(first.id()).withTimeout(1).exec());
    engine.run(
        "disconnect",
        SOON,
        c ->
            c.disconnectFromNetworkCmd().withNetworkId(network).withContainerId(first.id()).exec());

    ManagedContainer second = bringUp(2);

    assertThat(second.ip()).isPresent();
    assertThat(runtime.list(platform.instance("db")))
        .extracting(ManagedContainer::id)
        .containsExactly(second.id());
  }

  private ManagedContainer bringUp(long incarnation) {
    work.replace(
        platform.instance("db"),
        incarnation,
        "c-" + incarnation,
        Duration.ofSeconds(30),
        false,
        Optional.empty());
    return await()
        .atMost(SOON)
        .until(() -> runtime.list(platform.instance("db")), all -> all.size() == 1)
        .getFirst();
  }

  private Map<String, String> volumes(ManagedContainer container) {
    InspectContainerResponse found =
        platform.engine().call("inspect", SOON, c -> c.inspectContainerCmd(container.id()).exec());
    Map<String, String> names = new TreeMap<>();
    found.getMounts().forEach(m -> names.put(m.getDestination().getPath(), m.getName()));
    return names;
  }

  private List<String> awaitLog(ManagedContainer container) {
    return await()
        .atMost(SOON)
        .until(() -> platform.log(container.id()), lines -> !lines.isEmpty());
  }

  @Test
  @DisplayName("R34 R38 R43 the volumes that nobody named, after a kill, and when it is replaced")
  void volumes() throws IOException {
    ManagedContainer first = bringUp(1);
    Map<String, String> made = volumes(first);
    assertThat(made.keySet()).as("none where tmpfs is mounted").containsExactly("/data", "/more");
    awaitLog(first);
    runtime.kill(first.id());

    ManagedContainer second = bringUp(2);
    assertThat(volumes(second)).isEqualTo(made);
    assertThat(awaitLog(second)).containsExactly("started", "started");

    file.set(file("blue", "volumes: [/more]\ntmpfs: [/scratch]\n"));
    ManagedContainer third = bringUp(3);
    assertThat(volumes(third)).isEqualTo(made);
    assertThat(awaitLog(third)).containsExactly("started", "started", "stopped", "started");
  }

  @Test
  @DisplayName("R37 they stay when it is retired, and go when all volumes shall go")
  void retired() {
    ManagedContainer first = bringUp(1);
    Map<String, String> made = volumes(first);
    work.retire(platform.instance("db"), 2);
    assertThat(runtime.list(platform.name())).isEmpty();
    assertThat(made.values()).allMatch(networks()::hasVolume);

    assertThat(networks().removeAnonymousVolumes(platform.name(), "another"::equals)).isZero();
    assertThat(networks().removeAnonymousVolumes(platform.name(), "db"::equals)).isEqualTo(2);
    assertThat(made.values()).noneMatch(networks()::hasVolume);
  }

  @Test
  @DisplayName("what the file mounts there now comes first, and a named volume is not inherited")
  void mountedOtherwise() throws IOException {
    file.set(file("red", "volumes: ['kept:/data']\n"));
    ManagedContainer first = bringUp(1);
    assertThat(volumes(first)).containsEntry("/data", platform.name() + "_kept");

    file.set(file("red", ""));
    ManagedContainer second = bringUp(2);
    assertThat(volumes(second)).containsOnlyKeys("/data", "/scratch");
    assertThat(volumes(second).get("/data")).isNotEqualTo(platform.name() + "_kept");
    networks().removeVolume(platform.name() + "_kept");
  }

  @Test
  @DisplayName(
      "R34 a folder that it was bound to and that is gone is said, and not made empty anew")
  void boundFolderGone() throws IOException {
    Path data = Files.createDirectory(files.resolve("data"));
    file.set(
        file("red", "volumes: ['" + data + ":/data', '" + files.resolve("new") + ":/more']\n"));
    ManagedContainer first = bringUp(1);
    assertThat(files.resolve("new")).as("what was never there is made").isDirectory();
    awaitLog(first);
    runtime.kill(first.id());
    Files.delete(data.resolve("log"));
    Files.delete(data);

    assertThatThrownBy(() -> bringUp(2))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(data.toString())
        .hasMessageContaining("Bring it back");
    assertThatThrownBy(() -> bringUp(3)).as("it is no news").isInstanceOf(EngineException.class);
    assertThat(data).doesNotExist();

    Files.createDirectory(data);
    assertThat(awaitLog(bringUp(4))).containsExactly("started");
  }

  @Test
  @DisplayName("R38 networks and a volume that somebody removed are made again, with their options")
  void removedByHand() throws IOException {
    file.set(
        file(
            "red",
            "volumes: ['kept:/data']\nnetworks: [default, back]\n",
            "networks: { back: { labels: { side: back } } }\n"));
    new PlatformResources(networks(), BootProgress.SILENT).ensure(file.get());
    ManagedContainer first = bringUp(1);
    runtime.remove(first.id());
    for (String network : List.of(platform.network(), platform.name() + "_back")) {
      platform.docker("remove it", c -> c.removeNetworkCmd(network).exec());
    }
    networks().removeVolume(platform.name() + "_kept");

    ManagedContainer second = bringUp(2);
    assertThat(second.phase().alive()).isTrue();
    InspectContainerResponse found =
        platform.engine().call("inspect", SOON, c -> c.inspectContainerCmd(second.id()).exec());
    assertThat(found.getNetworkSettings().getNetworks())
        .containsOnlyKeys(platform.network(), platform.name() + "_back");
    var volume =
        platform
            .engine()
            .call("inspect", SOON, c -> c.inspectVolumeCmd(platform.name() + "_kept").exec());
    assertThat(volume.getLabels()).containsEntry("side", "kept");

    runtime.remove(second.id());
    networks().removeVolume(platform.name() + "_kept");
    networks().removeNetwork(platform.name(), platform.name() + "_back");
  }

  @Test
  @DisplayName("R38 one that does not hear its stop signal is killed when its time is over")
  void deaf() throws IOException {
    file.set(read(TestPlatform.service("db", DEAF, "").replace("period: 2s", "period: 1s"), ""));
    ManagedContainer first = bringUp(1);
    work.replace(
        platform.instance("db"), 2, "test", Duration.ofSeconds(1), false, Optional.empty());
    assertThat(runtime.list(platform.instance("db")))
        .filteredOn(c -> c.phase().alive())
        .singleElement()
        .satisfies(c -> assertThat(c.id()).isNotEqualTo(first.id()));
  }

  @Test
  @DisplayName("post_start and pre_stop run in the container; one that fails its hook is gone")
  void hooks() throws IOException {
    file.set(
        file(
            "red",
            """
            post_start:
              - { command: "sh -c 'echo begun by $$WHO >> /data/log'", environment: { WHO: hook } }
            pre_stop:
              - { command: [sh, -c, "echo ending >> /data/log"], user: "0" }
              - { command: "false" }
            """));
    bringUp(1);
    ManagedContainer second = bringUp(2);
    assertThat(awaitLog(second))
        .startsWith("started")
        .containsSubsequence("begun by hook", "ending", "stopped", "started");

    file.set(file("red", "post_start: [{ command: [sh, -c, 'echo no; exit 3'] }]\n"));
    assertThatThrownBy(() -> bringUp(3))
        .hasMessageContaining("post_start")
        .hasMessageContaining("ended with 3: no");
    await()
        .atMost(SOON)
        .until(() -> runtime.list(platform.instance("db")).stream().noneMatch(this::isThird));
  }

  private boolean isThird(ManagedContainer container) {
    return container.incarnation() == 3 || container.phase().alive();
  }
}
