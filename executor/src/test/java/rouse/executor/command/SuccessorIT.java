package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThat;
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
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.TestImage;
import rouse.executor.docker.TestPlatform;

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
  private ContainerOperations work;

  @BeforeEach
  void open() throws IOException {
    platform = new TestPlatform();
    image = TestImage.build(platform, folder, "VOLUME [\"/data/\", \"/scratch\"]\n");
    runtime = new DockerRuntime(platform.engine());
    file.set(file("red", "volumes: [/more]\ntmpfs: [/scratch]\n"));
    ContainerFactory blueprints =
        new ContainerFactory(
            file::get, SettingsReader.read(Map.of(), Map.of(), Map.of(), name -> ""));
    work = new ContainerOperations(runtime, blueprints, definition -> {}, id -> {}, Runnable::run);
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
    String service =
        TestPlatform.service("db", NOTES, "environment: { COLOUR: " + colour + " }\n" + more);
    return read(service.replace(TestPlatform.IMAGE, image.name()));
  }

  private PlatformFile read(String service) throws IOException {
    Path compose = files.resolve("compose.yaml");
    Files.writeString(
        compose,
        "name: " + platform.name() + "\nvolumes: { kept: {} }\nservices:\n" + service.indent(2));
    return ComposeReader.read(compose, ComposeOptions.of(Map.of())).orThrow();
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
  @DisplayName("R38 one that does not hear its stop signal is killed when its time is over")
  void deaf() throws IOException {
    file.set(read(TestPlatform.service("db", DEAF, "").replace("period: 2s", "period: 1s")));
    ManagedContainer first = bringUp(1);
    work.replace(
        platform.instance("db"), 2, "test", Duration.ofSeconds(1), false, Optional.empty());
    assertThat(runtime.list(platform.instance("db")))
        .filteredOn(c -> c.phase().alive())
        .singleElement()
        .satisfies(c -> assertThat(c.id()).isNotEqualTo(first.id()));
  }
}
