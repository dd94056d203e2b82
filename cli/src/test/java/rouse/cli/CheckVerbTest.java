package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckVerbTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("A file that can be run is summed up, one line per module")
  void sumsUp() throws IOException {
    Path file =
        write(
            """
            name: shop
            services:
              db: { image: db }
              web:
                image: web
                depends_on: [db]
                deploy: { replicas: 2 }
                x-rouse: { kind: worker, heartbeat: { source: self } }
            """);
    Ran ran = Ran.rouse("check", file.toString());
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().lines())
        .containsExactly(
            "platform shop", "  db, beats by docker", "  web x2, beats by self, after db");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  @DisplayName("Every error is a line of its own, with its place and a remedy")
  void listsErrors() throws IOException {
    Path file =
        write(
            """
            name: shop
            services:
              a: { image: a, depends_on: [b] }
              b: { image: b, depends_on: [a, ghost] }
            """);
    Ran ran = Ran.rouse("check", file.toString());
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines())
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(l -> l.startsWith("error: line "));
    assertThat(ran.err()).contains("ghost");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
    Ran json = Ran.rouse("check", "-o", "json", file.toString());
    assertThat(json.out()).contains("\"runnable\" : false").contains("\"severity\" : \"ERROR\"");
  }

  @Test
  @DisplayName("A missing file is one line that says what to name")
  void missingFile() {
    Ran ran = Ran.rouse("check", folder.resolve("none.yaml").toString());
    assertThat(ran.err().lines())
        .containsExactly(
            "error: there is no platform file "
                + folder.resolve("none.yaml")
                + "; name a Compose file, such as -f compose.yaml");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("compose.yaml"), text);
  }
}
