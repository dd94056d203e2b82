package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.executor.compose.model.BuildDefinition;
import rouse.executor.compose.model.BuildOptions;
import rouse.executor.files.FileHashes;

class BuildContextTest {
  @TempDir private Path folder;
  private final FileHashes hashes = new FileHashes();

  @BeforeEach
  void fill() throws IOException {
    fill(folder.resolve("one"));
  }

  private static void fill(Path context) throws IOException {
    Files.createDirectories(context.resolve("lib"));
    Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY . /\n");
    Files.writeString(context.resolve("app.py"), "print()");
    Files.createSymbolicLink(context.resolve("link"), Path.of("app.py"));
  }

  private String hash(String context, Map<String, String> args) {
    return context(context, args).hash(Map.of("base", "sha256:1"), hashes);
  }

  private BuildContext context(String context, Map<String, String> args) {
    Path path = folder.resolve(context);
    return BuildContext.of(
        new BuildDefinition(
            path,
            Optional.empty(),
            Map.of(),
            path.resolve("Dockerfile"),
            Optional.empty(),
            args,
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            false,
            false,
            BuildOptions.DEFAULT));
  }

  private String hash() {
    return hash("one", Map.of());
  }

  @Test
  @DisplayName("R35 two copies of a folder have one hash")
  void copies() throws IOException {
    fill(folder.resolve("two"));
    assertThat(hash("two", Map.of())).isEqualTo(hash());
  }

  @Test
  @DisplayName("R35 whatever the image can see of a context changes its hash")
  void changes() throws IOException {
    Path context = folder.resolve("one");
    String before = hash();
    assertThat(hash("one", Map.of("A", "b"))).isNotEqualTo(before);

    Files.writeString(context.resolve("app.py"), "exit()!");
    String content = hash();
    assertThat(content).isNotEqualTo(before);

    Files.setPosixFilePermissions(
        context.resolve("app.py"), PosixFilePermissions.fromString("rwxr-xr-x"));
    String mode = hash();
    assertThat(mode).isNotEqualTo(content);

    Files.delete(context.resolve("link"));
    Files.createSymbolicLink(context.resolve("link"), Path.of("lib"));
    String link = hash();
    assertThat(link).isNotEqualTo(mode);

    Files.move(context.resolve("app.py"), context.resolve("lib/app.py"));
    String moved = hash();
    assertThat(moved).isNotEqualTo(link);

    Files.createDirectory(context.resolve("empty"));
    assertThat(hash()).isNotEqualTo(moved);
  }

  @Test
  @DisplayName("R35 files and folders come into the image with the permissions that they have")
  void modes() throws IOException {
    Path context = folder.resolve("one");
    permit(context.resolve("app.py"), "rw-r-----");
    permit(context.resolve("lib"), "rwx------");
    String before = hash();
    Map<String, Integer> modes = new HashMap<>();
    try (var tar =
        new TarArchiveInputStream(new ContextArchive(context("one", Map.of())), "UTF-8")) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        modes.put(entry.getName(), entry.getMode() & 0777);
      }
    }
    assertThat(modes).containsEntry("app.py", 0640).containsEntry("lib/", 0700);
    permit(context.resolve("app.py"), "rw-------");
    String file = hash();
    assertThat(file).isNotEqualTo(before);
    permit(context.resolve("lib"), "rwxr-x---");
    assertThat(hash()).isNotEqualTo(file);
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @Test
  @DisplayName("R35 a file that vanishes while the context is sent ends it with a failure")
  void vanishes() throws IOException {
    BuildContext context = context("one", Map.of());
    Files.delete(folder.resolve("one/app.py"));
    try (ContextArchive archive = new ContextArchive(context)) {
      assertThatThrownBy(archive::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("app.py is gone");
    }
  }
}
