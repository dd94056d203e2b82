package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.platform.HostId;
import rouse.executor.docker.image.DockerImages;
import rouse.executor.files.FileHashes;

/** Builds as Compose files ask for them, on the engine's own builders. */
class BuildsIT {
  @TempDir Path folder;
  @TempDir Path remembered;
  private final RecordedProgress progress = new RecordedProgress();
  private TestPlatform platform;

  @BeforeEach
  void start() {
    platform = new TestPlatform(folder);
    platform.writeModule("base", "hello");
  }

  @AfterEach
  void clear() {
    platform.close();
  }

  private void prepare(String services) {
    new Bootstrap(platform.engine, progress, new FileHashes(), remembered)
        .prepare(platform.read("services:\n" + services.indent(2)), new HostId("here"));
  }

  private void git(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new java.util.ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@t"));
    command.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(command)
            .directory(folder.resolve("away.git").toFile())
            .inheritIO()
            .start();
    assertThat(git.waitFor()).isZero();
  }

  private DockerImages images() {
    return new DockerImages(platform.engine);
  }

  @Test
  @DisplayName("BuildKit lines, further contexts, tags, and a context that is fetched with git")
  void builds() throws IOException, InterruptedException {
    platform.write("more/note", "a note\n");
    platform.write("more/.dockerignore", "secret\n");
    platform.write("more/secret", "hush\n");
    platform.write("kit/.dockerignore", "*\n");
    platform.write(
        "kit/Dockerfile",
        """
        ARG WHICH=base
        FROM ${WHICH}
        COPY --from=more . /more/
        RUN --mount=type=cache,target=/cache test -f /more/note && test ! -e /more/secret
        RUN test -f /word
        """);
    platform.write("away.git/app/Dockerfile", "FROM NAME-base\nCOPY word /from-git\n");
    platform.write("away.git/app/word", "one\n");
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-q", "-m", "one");
    String services =
        """
        base: { build: ./base }
        kit:
          build:
            context: kit
            additional_contexts: ["base=service:base", "more=./more"]
            tags: [NAME-kit:extra]
        plain:
          build: { context: kit, dockerfile_inline: "FROM base\\nCOPY --from=more note /\\n", additional_contexts: { base: "docker-image://NAME-base", more: more } }
        cloned: { build: "file://FOLDER/away.git#main:app" }
        """
            .replace("NAME", platform.name)
            .replace("FOLDER", folder.toString());
    prepare(services);

    assertThat(images().find(platform.name + "-kit:extra")).isPresent();
    var first = images().find(platform.name + "-cloned").orElseThrow();
    platform.write("away.git/app/word", "two\n");
    git("commit", "-q", "-a", "-m", "two");
    progress.lines.clear();
    prepare(services);
    assertThat(images().find(platform.name + "-cloned").orElseThrow().id())
        .isNotEqualTo(first.id());
    assertThat(progress.lines)
        .as("only what changed is built again")
        .filteredOn(l -> l.startsWith("finished image"))
        .containsExactly("finished image " + platform.name + "-cloned: built anew");

    git("branch", "-m", "gone");
    progress.lines.clear();
    prepare(services);
    assertThat(progress.lines).anyMatch(l -> l.contains("-cloned is taken as it is: context file"));
  }

  @Test
  @DisplayName("a line that the builder does not know is named as its author wrote it")
  void unknownLine() {
    platform.write(
        "bad/Dockerfile", "# comment\nFROM base\nRUN --mount=type=cache,target=/c true\nRNU x\n");
    assertThatThrownBy(
            () ->
                prepare(
                    """
                    base: { build: ./base }
                    bad: { build: { context: bad, additional_contexts: { base: "service:base" } } }
                    """))
        .hasMessageContaining("line 4")
        .hasMessageContaining("(RNU x)")
        .hasMessageContaining("bad/Dockerfile");

    platform.write("bad/Dockerfile", "FROM base\nRUN --mount=type=cache,target=/c false\n");
    assertThatThrownBy(
            () ->
                prepare(
                    """
                    base: { build: ./base }
                    bad: { build: { context: bad, additional_contexts: { base: "service:base" } } }
                    """))
        .hasMessageContaining("RUN --mount=type=cache,target=/c false failed")
        .hasMessageContaining("exit code: 1");
  }
}
