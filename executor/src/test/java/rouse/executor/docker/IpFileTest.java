package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.executor.docker.watch.RunningContainer;

class IpFileTest {
  private static final PlatformSpec IAS =
      new PlatformSpec(
          "ias",
          List.of(
              module("kafka", ModuleSpec.Kind.MODULE),
              module("worker_node", ModuleSpec.Kind.WORKER)),
          List.of());
  @TempDir private Path folder;

  private static ModuleSpec module(String name, ModuleSpec.Kind kind) {
    return new ModuleSpec(
        name, kind, null, 1, null, null, List.of(), null, null, "", false, false, null);
  }

  private static RunningContainer running(
      String module, int slot, long incarnation, ContainerPhase phase, String ip) {
    return new RunningContainer(
        new ManagedContainer(
            "id-" + module + slot + incarnation,
            "name",
            new InstanceId("ias", module, slot),
            incarnation,
            Optional.empty(),
            Optional.empty(),
            phase,
            Optional.ofNullable(ip)),
        Optional.empty());
  }

  @Test
  @DisplayName("R44 modules by name, workers with their slot, only what runs and has an address")
  void keys() {
    assertThat(
            IpFile.addresses(
                IAS,
                List.of(
                    running("kafka", 1, 1, ContainerPhase.RUNNING, "172.18.0.3"),
                    running("worker_node", 1, 1, ContainerPhase.RUNNING, "172.18.0.12"),
                    running("worker_node", 2, 1, ContainerPhase.PAUSED, "172.18.0.13"),
                    running("worker_node", 3, 1, ContainerPhase.ENDED, "172.18.0.14"),
                    running("worker_node", 4, 1, ContainerPhase.RUNNING, null))))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "kafka", "172.18.0.3",
                "worker_node_1", "172.18.0.12",
                "worker_node_2", "172.18.0.13"));
  }

  @Test
  @DisplayName("R44 never one address twice: the newest container has it")
  void noAddressTwice() {
    assertThat(
            IpFile.addresses(
                IAS,
                List.of(
                    running("kafka", 1, 3, ContainerPhase.RUNNING, "172.18.0.3"),
                    running("worker_node", 1, 7, ContainerPhase.RUNNING, "172.18.0.3"))))
        .isEqualTo(Map.of("worker_node_1", "172.18.0.3"));
  }

  @Test
  @DisplayName("R44 written whole, and only when something changed; read back as it stands")
  void writes() throws IOException {
    IpFile file = new IpFile(folder.resolve("state"));
    assertThat(file.read()).isEmpty();
    file.write(IAS, List.of(running("kafka", 1, 1, ContainerPhase.RUNNING, "172.18.0.3")));
    assertThat(Files.readString(file.path())).isEqualTo("{\"kafka\":\"172.18.0.3\"}");
    FileTime marked = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(file.path(), marked);
    file.write(IAS, List.of(running("kafka", 1, 1, ContainerPhase.RUNNING, "172.18.0.3")));
    assertThat(Files.getLastModifiedTime(file.path())).isEqualTo(marked);
    file.write(IAS, List.of());
    assertThat(file.read()).isEmpty();
    assertThat(Files.list(file.path().getParent())).containsExactly(file.path());
  }

  @Test
  @DisplayName("old files wrap their values in an extra pair of single quotes")
  void oldFiles() throws IOException {
    IpFile file = new IpFile(folder);
    Files.writeString(file.path(), "{\"kafka\": \"'172.18.0.3'\", \"app\": \"172.18.0.4\"}");
    assertThat(file.read()).isEqualTo(Map.of("kafka", "172.18.0.3", "app", "172.18.0.4"));
  }
}
