package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rouse.contracts.status.IncidentView;
import rouse.executor.docker.TestPlatform;

/**
 * State that earlier versions left behind, each recorded once by {@code upgrade/record.sh}: this
 * version reads its topics, stores and files, and goes on from there.
 */
@DisplayName("State of an earlier version")
class UpgradeIT {
  private static final Path RECORDED = Path.of("src", "test", "resources", "upgrade");
  private static final String PLATFORM = "rouse-upgrade";

  @TempDir private Path folder;

  static List<Path> versions() throws IOException {
    try (Stream<Path> files = Files.list(RECORDED)) {
      return files.filter(file -> file.toString().endsWith(".tar.gz")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  @DisplayName("is read: what was asked for holds, what failed is known, and nothing else fails")
  void read(Path recorded) throws Exception {
    unpack(recorded);
    Path file = Files.copy(RECORDED.resolve("compose.yaml"), folder.resolve("compose.yaml"));
    new TestPlatform().close(); // makes the image
    try (TestEngine engine = new TestEngine()) {
      try (DevProcess dev =
          new DevProcess(file, folder.resolve("state"), "--set", "host=recorded")) {
        List<IncidentView> before = dev.start().awaitAlive().incidents();
        assertThat(before)
            .singleElement()
            .satisfies(
                incident -> {
                  assertThat(incident.instance()).isEqualTo(PLATFORM + "/died/1");
                  assertThat(dev.why(incident.incidentId()).toString()).contains("ContainerDied");
                });
        assertThat(dev.instance("held").desired()).isEqualTo("held");
        await()
            .atMost(Duration.ofMinutes(3))
            .until(() -> !engine.running(PLATFORM, "died").isEmpty());
        assertThat(engine.running(PLATFORM, "held")).isEmpty();
        assertThat(dev.incidents()).isEqualTo(before);
      } finally {
        engine.sweep(PLATFORM);
      }
    }
  }

  private void unpack(Path archive) throws Exception {
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
  }
}
