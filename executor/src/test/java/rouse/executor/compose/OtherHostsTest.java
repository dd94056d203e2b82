package rouse.executor.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.executor.compose.yaml.Finding;

/** The same Compose file on each host, with no more beside it than that host's services need. */
@DisplayName("R29 A Compose file of several hosts")
class OtherHostsTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("compose.yaml");
    Files.writeString(
        file,
        """
        name: shop
        services:
          left:
            build: ./left
            env_file: left.env
            x-rouse: { host: left-host }
          right:
            build: ./right
            env_file: right.env
            label_file: right.labels
            secrets: [key]
            volumes: ["./right/data:/data"]
            x-rouse: { host: right-host }
        secrets:
          key: { file: ./right.key }
        """);
    Files.createDirectory(folder.resolve("left"));
    Files.writeString(folder.resolve("left/Dockerfile"), "FROM scratch\n");
    Files.writeString(folder.resolve("left.env"), "SIDE=left\n");
  }

  private ComposeResult read(Optional<String> host) {
    return ComposeReader.read(
        List.of(file), new ComposeOptions(false, false, Set.of(), Map.of(), Set.of(), host));
  }

  @Test
  @DisplayName("is read where only the files of one host's own services are")
  void own() {
    ComposeResult result = read(Optional.of("left-host"));
    assertThat(result.errors()).isEmpty();
    assertThat(result.orThrow().definitions().get("left").process().environment())
        .containsEntry("SIDE", "left");
    assertThat(result.findings())
        .extracting(Finding::text)
        .anySatisfy(text -> assertThat(text).contains("right.env", "The host of this service"));
  }

  @Test
  @DisplayName("is checked anywhere")
  void anywhere() {
    assertThat(read(Optional.empty()).errors()).isEmpty();
  }

  @Test
  @DisplayName("is refused by the host whose own service lacks a file that it names")
  void missing() {
    assertThat(read(Optional.of("right-host")).errors())
        .extracting(Finding::text)
        .anySatisfy(text -> assertThat(text).contains("right.env"))
        .anySatisfy(text -> assertThat(text).contains("right.labels"));
  }
}
