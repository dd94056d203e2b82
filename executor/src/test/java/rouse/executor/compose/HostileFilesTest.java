package rouse.executor.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import rouse.executor.compose.yaml.Finding;

/** What would cost memory, time or the host with a reader that trusts its input. */
@Timeout(20)
class HostileFilesTest {
  @TempDir Path folder;

  private ComposeResult read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private ComposeResult read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("compose.yaml"), bytes);
    return ComposeReader.read(file, ComposeOptions.of(Map.of("HOME", "/home/someone")));
  }

  private static void assertRefused(ComposeResult result, String part) {
    assertThat(result.platform()).isEmpty();
    assertThat(result.errors()).extracting(Finding::text).anyMatch(t -> t.contains(part));
  }

  @Test
  @DisplayName("a billion laughs: aliases of aliases are counted, not followed")
  void aliasBomb() throws IOException {
    StringBuilder bomb =
        new StringBuilder("x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("x-%d: &a%d [".formatted(i, i))
          .append(("*a" + (i - 1) + ", ").repeat(9))
          .append("]\n");
    }
    assertRefused(read(bomb + "services: { web: { image: x } }\n"), "grows beyond 200000 nodes");
  }

  @Test
  @DisplayName("a billion laughs through merge keys")
  void mergeBomb() throws IOException {
    StringBuilder bomb = new StringBuilder("x-0: &a0 { k: { l: 1 } }\n");
    for (int i = 1; i < 30; i++) {
      bomb.append(
          "x-%d: &a%d { a: { <<: *a%d }, b: { <<: *a%d } }\n".formatted(i, i, i - 1, i - 1));
    }
    assertRefused(read(bomb + "services: { web: { image: x } }\n"), "grows beyond 200000 nodes");
  }

  @Test
  @DisplayName("an anchor that contains itself")
  void recursion() throws IOException {
    assertRefused(read("services: &s { web: *s }\n"), "refers to no anchor above it");
  }

  @Test
  @DisplayName("10 MB are not even read")
  void large() throws IOException {
    byte[] text =
        "# padding of a file that is far too large for a platform\n"
            .repeat(190_000)
            .getBytes(StandardCharsets.UTF_8);
    assertThat(text.length).isGreaterThan(10_000_000);
    assertRefused(read(text), "is larger than 1 MiB");
  }

  @Test
  @DisplayName(
      "a megabyte of services that all have mistakes is answered with a list of bearable length")
  void manyMistakes() throws IOException {
    StringBuilder text = new StringBuilder("services:\n");
    for (int i = 0; i < 12_000; i++) {
      text.append("  s").append(i).append(": { imagee: x, depends_on: [nowhere] }\n");
    }
    ComposeResult result = read(text.toString());
    assertThat(result.platform()).isEmpty();
    assertThat(result.findings()).hasSizeLessThanOrEqualTo(500);
  }

  @Test
  @DisplayName("a chain of five thousand dependencies, closed to a cycle")
  void longCycle() throws IOException {
    StringBuilder text = new StringBuilder("services:\n");
    for (int i = 0; i < 5000; i++) {
      text.append("  s%d: { image: x, depends_on: [s%d] }\n".formatted(i, (i + 1) % 5000));
    }
    assertRefused(read(text.toString()), "wait for each other");
  }

  @Test
  @DisplayName("nesting without end, in flow style, in block style and in variables")
  void deep() throws IOException {
    assertRefused(read("services: " + "[".repeat(100_000)), "nested deeper than 64 levels");
    StringBuilder block = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      block.append(" ".repeat(i)).append("a:\n");
    }
    assertRefused(read(block.toString()), "nested deeper than 64 levels");
    String variable = "${A:-".repeat(5000) + "}".repeat(5000);
    assertRefused(
        read("services: { web: { image: x, labels: { a: \"" + variable + "\" } } }\n"),
        "variables nested deeper than 32");
  }

  @Test
  @DisplayName("variables that double each other in .env")
  void dotEnvBomb() throws IOException {
    StringBuilder env = new StringBuilder("A0=ha\n");
    for (int i = 1; i < 40; i++) {
      env.append("A%d=$A%d$A%d\n".formatted(i, i - 1, i - 1));
    }
    Files.writeString(folder.resolve(".env"), env);
    assertRefused(
        read("services: { web: { image: x } }\n"), ".env, line 18: a value of more than 64 KiB");
  }

  @Test
  @DisplayName("a large variable used thousands of times")
  void largeVariable() throws IOException {
    Files.writeString(folder.resolve(".env"), "A=" + "x".repeat(60_000) + "\n");
    StringBuilder text = new StringBuilder("services: { web: { image: x, labels: {\n");
    for (int i = 0; i < 1000; i++) {
      text.append("l%d: $A,\n".formatted(i));
    }
    assertRefused(read(text + "} } }\n"), "variables fill in more than 4 MiB");
  }

  @Test
  @DisplayName("what is no UTF-8 is refused with its line")
  void badUtf8() throws IOException {
    byte[] bytes = "services:\n  web: { image: \"x?\" }\n".getBytes(StandardCharsets.UTF_8);
    bytes[27] = (byte) 0xff;
    ComposeResult result = read(bytes);
    assertRefused(result, "is not UTF-8 text");
    assertThat(result.errors().getFirst().line()).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "control characters are refused, and those that get through as escapes are never printed")
  void controlCharacters() throws IOException {
    assertRefused(read("services:\n  web: { image: \"x\u0007\" }\n"), "not YAML");
    ComposeResult result =
        read("services: { web: { image: x, \"\\e[31mred\": 1, ports: [\"\\e]0;title\\a\"] } }\n");
    assertThat(result.errors()).hasSize(2);
    assertThat(result.errors())
        .allSatisfy(e -> assertThat(e.message() + e.remedy()).doesNotContainPattern("\\p{Cntrl}"));
  }

  @Test
  @DisplayName(
      "of a confined file, a bind through a symbolic link to outside the project is refused, one to"
          + " inside is not")
  void symlinks() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Path project = Files.createDirectories(folder.resolve("project/data"));
    Files.createSymbolicLink(project.resolveSibling("link"), outside);
    Files.createSymbolicLink(project.resolveSibling("near"), project);
    Files.createSymbolicLink(project.resolveSibling("socket"), Path.of("/var/run/docker.sock"));
    Path later = outside.resolve("later");
    Files.createSymbolicLink(project.resolveSibling("dangling"), later);
    Path file = project.resolveSibling("compose.yaml");
    Files.writeString(
        file,
        """
        services:
          web:
            image: x
            volumes: ["./link:/a", "./link/deeper:/b", "./near:/c", "./new/folder:/d", "./socket:/e",
              "./dangling:/f", "./dangling/x:/g"]
            env_file: [link/x.env]
            secrets: [s]
        secrets: { s: { file: link/s } }
        """);

    ComposeResult result =
        ComposeReader.read(
            file, new ComposeOptions(false, true, Set.of(), Map.of(), Set.of(), Optional.empty()));

    assertThat(result.errors())
        .extracting(Finding::path)
        .containsExactlyInAnyOrder(
            "services.web.volumes[0]",
            "services.web.volumes[1]",
            "services.web.volumes[4]",
            "services.web.volumes[5]",
            "services.web.volumes[6]",
            "services.web.env_file[0]",
            "secrets.s.file");
    assertRefused(result, "through a symbolic link to '" + outside.toRealPath() + "'");
    assertRefused(result, "hands out the Docker socket");
  }

  @Test
  @DisplayName("a file that is not there, a folder, an empty file and one with comments only")
  void nothing() throws IOException {
    assertRefused(
        ComposeReader.read(folder.resolve("nowhere.yaml"), ComposeOptions.of(Map.of())),
        "there is no file");
    assertRefused(ComposeReader.read(folder, ComposeOptions.of(Map.of())), "there is no file");
    assertRefused(read(""), "the file is empty");
    assertRefused(read("# nothing\n"), "the file is empty");
    assertRefused(read("just text\n"), "must be a mapping");
    assertRefused(read("[1, 2]\n"), "must be a mapping");
  }
}
