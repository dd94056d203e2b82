package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.ContainerDefinition;

class KeptDefinitionsTest {
  @TempDir Path folder;

  /** With one of each kind of mount, and of everything else that a file can say. */
  private ContainerDefinition full() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("compose.yaml"),
            """
            name: kept
            services:
              app:
                image: app:1
                command: [serve, --fast]
                environment: { COLOUR: red, API_TOKEN: hush }
                ports: ["8080:80"]
                healthcheck: { test: [CMD, "true"], interval: 2s, retries: 3 }
                mem_limit: 64m
                cpus: 0.5
                logging: { driver: json-file, options: { max-size: 1m } }
                volumes: ["data:/data", "./here:/here:ro", "/anonymous"]
                tmpfs: ["/tmp"]
                configs: [{ source: text, target: /etc/text }]
            volumes: { data: {} }
            configs: { text: { content: "a text" } }
            """);
    return ComposeReader.read(file, ComposeOptions.of(Map.of())).orThrow().definitions().get("app");
  }

  @Test
  @DisplayName(
      "P3 a definition comes back as it was, with the image that it meant, after a restart")
  void comesBack() throws IOException {
    ContainerDefinition definition = full();
    new KeptDefinitions(folder).keep(definition, "h1", "sha256:1", Set.of());
    assertThat(new KeptDefinitions(folder).find("app", "h1"))
        .contains(definition.pinned("sha256:1"));
    assertThat(new KeptDefinitions(folder).find("app", "h2")).isEmpty();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("definitions.json"))))
        .as("it holds what is secret in the file")
        .isEqualTo("rw-------");
  }

  @Test
  @DisplayName("P3 the newest are kept, and what a container was made from, and no others")
  void bounded() {
    KeptDefinitions kept = new KeptDefinitions(folder);
    ContainerDefinition definition = ContainerDefinition.of("app", "app");
    for (int i = 1; i <= 9; i++) {
      kept.keep(definition, "h" + i, "sha256:" + i, Set.of("h1"));
    }
    assertThat(kept.find("app", "h1")).as("it runs").isPresent();
    assertThat(kept.find("app", "h9")).isPresent();
    assertThat(kept.find("app", "h8")).isPresent();
    for (int i = 2; i <= 7; i++) {
      assertThat(kept.find("app", "h" + i)).isEmpty();
    }
  }
}
