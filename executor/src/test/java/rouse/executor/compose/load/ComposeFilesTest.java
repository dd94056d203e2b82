package rouse.executor.compose.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.PlatformFile;

/** Which files are meant when none is named. */
class ComposeFilesTest {
  @TempDir private Path folder;
  private Path below;

  @BeforeEach
  void folders() throws IOException {
    below = Files.createDirectories(folder.resolve("deeper/still"));
  }

  private Path write(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "services: { web: { image: x } }\n");
  }

  @Test
  @DisplayName("a Compose file here or above, the newer name first, with its override file")
  void found() throws IOException {
    assertThat(ComposeFiles.find(below, Map.of())).isEmpty();
    Path older = write("docker-compose.yml");
    assertThat(ComposeFiles.find(below, Map.of())).containsExactly(older);
    Path newer = write("compose.yaml");
    Path over = write("compose.override.yaml");
    assertThat(ComposeFiles.find(below, Map.of())).containsExactly(newer, over);
  }

  @Test
  @DisplayName("COMPOSE_FILE wins, from the environment or from .env, with a separator of its own")
  void named() throws IOException {
    write("compose.yaml");
    assertThat(ComposeFiles.find(folder, Map.of("COMPOSE_FILE", "a.yaml:b.yaml")))
        .containsExactly(folder.resolve("a.yaml"), folder.resolve("b.yaml"));
    Files.writeString(
        folder.resolve(".env"), "COMPOSE_FILE=c.yaml;d.yaml\nCOMPOSE_PATH_SEPARATOR=;\n");
    assertThat(ComposeFiles.find(folder, Map.of()))
        .containsExactly(folder.resolve("c.yaml"), folder.resolve("d.yaml"));
  }

  @Test
  @DisplayName("COMPOSE_PROFILES and COMPOSE_ENV_FILES count as for Compose")
  void otherVariables() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("compose.yaml"),
            "services: { web: { image: 'x:$TAG' }, tool: { image: x, profiles: [debug] } }\n");
    Path variables = Files.writeString(folder.resolve("prod.env"), "TAG=7\n");
    PlatformFile platform =
        ComposeReader.read(
                file,
                ComposeOptions.of(
                    Map.of(
                        "COMPOSE_PROFILES",
                        "other,debug",
                        "COMPOSE_ENV_FILES",
                        variables.toString())))
            .orThrow();
    assertThat(platform.definitions().keySet()).containsExactly("web", "tool");
    assertThat(platform.definitions().get("web").image()).isEqualTo("x:7");
  }
}
