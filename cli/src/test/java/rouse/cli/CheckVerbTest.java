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

  @Test
  @DisplayName("B9: what gives a container more of the host is listed, and refused when confined")
  void listsRights() throws IOException {
    Path file =
        write(
            """
            name: shop
            services:
              web:
                image: web
                cap_add: [NET_ADMIN]
                volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
            """);

    Ran trusted = Ran.rouse("check", file.toString());
    assertThat(trusted.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(trusted.err().lines())
        .containsExactly(
            "note: line 5: services.web.cap_add: cap_add widens its rights: It adds to what the"
                + " container's root may do. Refused with --confined, unless --allow cap_add.",
            "note: line 6: services.web.volumes[0]: '/var/run/docker.sock' hands out the Docker"
                + " socket, and with it the host. Refused with --confined, unless --allow"
                + " docker-socket.");

    Ran confined = Ran.rouse("check", "--confined", file.toString());
    assertThat(confined.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(confined.err().lines())
        .hasSize(2)
        .allMatch(l -> l.startsWith("error: line "))
        .anyMatch(l -> l.contains("services.web.cap_add"))
        .anyMatch(l -> l.contains("services.web.volumes[0]"));
    assertThat(
            Ran.rouse("check", "--confined", "--allow", "cap_add,docker-socket", file.toString())
                .exitCode())
        .isEqualTo(ExitCode.OK);
  }

  @Test
  @DisplayName("B9: up, executor and dev refuse what is confined before they do anything")
  void confinedEverywhere() throws IOException {
    Path file = write("name: shop\nservices: { web: { image: web, privileged: true } }\n");
    String data = folder.resolve("data").toString();
    for (String verb : new String[] {"up", "executor", "dev"}) {
      Ran ran = Ran.rouse(verb, "-f", file.toString(), "--confined", "--data", data);
      assertThat(ran.exitCode()).as(verb).isEqualTo(ExitCode.FAILED);
      assertThat(ran.err()).as(verb).contains("services.web.privileged").contains("line 2");
    }
  }

  @Test
  @DisplayName("Several files are read as one, and a finding names the file that it is in")
  void severalFiles() throws IOException {
    Path file = write("name: shop\nservices: { web: { image: web } }\n");
    Path over =
        Files.writeString(
            folder.resolve("prod.yaml"),
            "services:\n  web: { mac_address: x }\n  db: { image: db }\n");

    Ran ran = Ran.rouse("check", file.toString(), over.toString());

    assertThat(ran.out()).contains("platform shop", "  web,", "  db,");
    assertThat(ran.err())
        .startsWith("warning: prod.yaml: line 2: services.web.mac_address: mac_address is not");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("compose.yaml"), text);
  }
}
