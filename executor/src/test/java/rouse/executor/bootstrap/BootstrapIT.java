package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.NewContainer;
import rouse.executor.docker.image.DockerImages;
import rouse.executor.files.FileHashes;

class BootstrapIT {
  private static final HostId HOST = new HostId("here");
  @TempDir Path folder;
  @TempDir Path remembered;
  private TestPlatform platform;
  private final RecordedProgress progress = new RecordedProgress();

  @BeforeEach
  void start() {
    platform = new TestPlatform(folder);
  }

  @AfterEach
  void clear() {
    platform.close();
  }

  /** As in an executor that is started again: what is known of files is gone. */
  private Bootstrap bootstrap() {
    return new Bootstrap(platform.engine, progress, new FileHashes(), remembered);
  }

  private PlatformFile prepare(PlatformFile file) {
    return bootstrap().prepare(file, HOST);
  }

  private String definition(PlatformFile file, String module) {
    return file.spec().module(module).orElseThrow().definition();
  }

  @Test
  @DisplayName("R31 the platform gets a network of its own, with Compose's name and labels")
  void network() {
    platform.writeModule("web", "hello");

    prepare(
        platform.read(
            """
            services:
              web: { build: ./web, volumes: ["data:/data"], networks: [default, back] }
            networks:
              back: { internal: true }
            volumes: { data: {} }
            """));

    var networks = platform.engine(d -> d.listNetworksCmd().withNameFilter(platform.name).exec());
    assertThat(networks)
        .extracting("name")
        .containsExactlyInAnyOrder(platform.name + "_default", platform.name + "_back");
    assertThat(networks)
        .allSatisfy(
            n ->
                assertThat(n.getLabels())
                    .containsEntry("com.docker.compose.project", platform.name));
    assertThat(networks)
        .filteredOn(n -> n.getName().endsWith("_back"))
        .allMatch(com.github.dockerjava.api.model.Network::getInternal);
    String volume =
        platform.engine(d -> d.inspectVolumeCmd(platform.name + "_data").exec().getName());
    assertThat(volume).isEqualTo(platform.name + "_data");

    progress.lines.clear();
    prepare(
        platform.read(
            """
            services:
              web: { build: ./web, volumes: ["data:/data"], networks: [default, back] }
            networks:
              back: { driver_opts: { com.docker.network.driver.mtu: 1400 } }
            volumes: { data: { driver_opts: { type: tmpfs, device: tmpfs } } }
            """));
    assertThat(progress.lines)
        .as("what is another now is said and left")
        .hasSize(2)
        .anyMatch(
            l -> l.matches("finished network .*_back: is not as the file says.*--recreate-net.*"))
        .anyMatch(l -> l.matches("finished volume .*_data: is not as the file says.*--volumes.*"));
  }

  @Test
  @DisplayName("R30 afresh the volumes of the control plane are emptied, those of modules are not")
  void fresh() {
    platform.writeModule("web", "hello");
    PlatformFile file =
        platform.read(
            """
            services:
              kafka:
                build: ./web
                volumes: ["log:/log"]
                x-rouse: { supervised-by: executor }
              web: { build: ./web, volumes: ["data:/data"] }
            volumes: { log: {}, data: {} }
            """);
    prepare(file);
    progress.lines.clear();

    bootstrap().prepareFresh(file, HOST);

    assertThat(progress.lines)
        .containsExactly(
            "began volume " + platform.name + "_log",
            "finished volume " + platform.name + "_log: removed with what it held",
            "began volume " + platform.name + "_log",
            "finished volume " + platform.name + "_log: created");
  }

  @Test
  @DisplayName("R34 R35 an image per module, built once, and built anew when its source changes")
  void images() {
    platform.writeModule("one", "first");
    platform.writeModule("two", "second");
    PlatformFile file =
        platform.read("services:\n  one: { build: ./one }\n  two: { build: ./two }\n");

    PlatformFile booted = prepare(file);
    assertThat(progress.lines)
        .contains(
            "finished image " + platform.name + "-one: built",
            "finished image " + platform.name + "-two: built");

    progress.lines.clear();
    PlatformFile again = prepare(file);
    assertThat(progress.lines).isEmpty();
    assertThat(again.spec()).isEqualTo(booted.spec());

    platform.write("one/word", "changed\n");
    PlatformFile changed = prepare(file);
    assertThat(progress.lines)
        .containsExactly(
            "began image " + platform.name + "-one",
            "finished image " + platform.name + "-one: built anew");
    assertThat(definition(changed, "one")).isNotEqualTo(definition(booted, "one"));
    assertThat(definition(changed, "two")).isEqualTo(definition(booted, "two"));
  }

  @Test
  @DisplayName(
      "an image that others are built from is built before them, and they follow its change")
  void upon() throws IOException {
    platform.writeModule("base", "ground");
    platform.write("top/Dockerfile", "ARG BASE\nFROM ${BASE}\nCOPY more /more\n");
    platform.write("top/more", "more\n");
    PlatformFile file =
        platform.read(
            """
            services:
              top: { build: { context: ./top, args: { BASE: NAME-base } } }
              base: { build: ./base }
            """);

    prepare(file);
    assertThat(progress.lines)
        .containsSubsequence(
            "finished image " + platform.name + "-base: built",
            "began image " + platform.name + "-top");

    progress.lines.clear();
    platform.write("base/word", "other ground\n");
    prepare(file);
    assertThat(progress.lines).contains("finished image " + platform.name + "-top: built anew");
    assertThat(Files.exists(folder.resolve("top/more"))).isTrue();
  }

  @Test
  @DisplayName(
      "R34 R35 an edit beside it, or a build without cache, that leads to the same is no change")
  void sameImage() {
    platform.write("Dockerfile", "FROM scratch\nCOPY word /word\nCMD [\"/word\"]\n");
    platform.write("word", "hello\n");
    String services =
        "services:\n  web: { build: ., environment: { A: b } }\n  other: { image: NAME-web, COLOUR }\n";
    String built = platform.name + "-web";
    PlatformFile first = prepare(platform.read(services.replace("COLOUR", "user: '1'")));
    progress.lines.clear();

    PlatformFile edited = prepare(platform.read(services.replace("COLOUR", "user: '2'")));
    assertThat(progress.lines)
        .containsExactly(
            "began image " + built, "finished image " + built + ": rebuilt, same image,");
    assertThat(definition(edited, "web")).isEqualTo(definition(first, "web"));
    assertThat(definition(edited, "other")).isNotEqualTo(definition(first, "other"));
    progress.lines.clear();

    String uncached = services.replace("build: .", "build: { context: ., no_cache: true }");
    PlatformFile anew = prepare(platform.read(uncached.replace("COLOUR", "user: '2'")));
    assertThat(progress.lines).contains("finished image " + built + ": rebuilt, same image,");
    assertThat(definition(anew, "web")).isEqualTo(definition(first, "web"));

    platform.write("Dockerfile", "FROM scratch\nCOPY word /word\nCMD [\"/word\", \"2\"]\n");
    PlatformFile changed = prepare(platform.read(services.replace("COLOUR", "user: '2'")));
    assertThat(progress.lines).contains("finished image " + built + ": built anew");
    assertThat(definition(changed, "web")).isNotEqualTo(definition(first, "web"));
  }

  @Test
  @DisplayName(
      "R30 afresh the volumes without a name of the control plane go, those of modules stay")
  void freshUnnamed() {
    platform.writeModule("web", "hello");
    PlatformFile file =
        platform.read(
            """
            services:
              kafka: { build: ./web, volumes: [/log], x-rouse: { supervised-by: executor } }
              web: { build: ./web, volumes: [/data] }
            """);
    prepare(file);
    DockerRuntime runtime = new DockerRuntime(platform.engine);
    for (String module : List.of("kafka", "web")) {
      runtime.create(
          new NewContainer(
              new InstanceId(platform.name, module, 1),
              1,
              Optional.empty(),
              file.definitions().get(module),
              "hash",
              Map.of(),
              List.of()));
    }
    assertThat(unnamed()).containsExactlyInAnyOrder("kafka", "web");

    bootstrap().prepareFresh(file, HOST);
    assertThat(unnamed()).containsExactly("web");
    new DockerNetworks(platform.engine).removeAnonymousVolumes(platform.name, module -> true);
  }

  /** Whose volumes without a name there are. */
  private List<String> unnamed() {
    var found =
        platform.engine(
            d ->
                d.listVolumesCmd()
                    .withFilter("label", List.of("rouse.platform=" + platform.name))
                    .exec()
                    .getVolumes());
    return found == null
        ? List.of()
        : found.stream().map(v -> v.getLabels().get("rouse.module")).toList();
  }

  @Test
  @DisplayName("a step that fails is named, with what it said")
  void failure() {
    platform.writeModule("bad", "x");
    platform.write(
        "bad/Dockerfile",
        "FROM scratch\nCOPY busybox /bin/busybox\n"
            + "RUN [\"/bin/busybox\", \"sh\", \"-c\", \"echo it is broken; exit 3\"]\n");
    PlatformFile file = platform.read("services: { bad: { build: ./bad } }\n");

    assertThatThrownBy(() -> prepare(file))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("image " + platform.name + "-bad cannot be built, step 3/")
        .hasMessageContaining("Dockerfile");
    assertThat(progress.lines).contains("output image " + platform.name + "-bad: it is broken");
  }

  @Test
  @DisplayName(
      "R42 an image that is present is taken; one that is neither present nor to be had is one line")
  void presentOrPulled() {
    platform.writeModule("web", "hello");
    prepare(platform.read("services: { web: { build: ./web } }\n"));
    progress.lines.clear();

    prepare(platform.read("services: { again: { image: NAME-web } }\n"));
    assertThat(progress.lines).isEmpty();

    // A registry that refuses at once, wherever this runs: another is far away, or not reached.
    PlatformFile missing =
        platform.read("services: { gone: { image: '127.0.0.1:1/NAME-nowhere' } }\n");
    assertThatThrownBy(() -> prepare(missing))
        .isInstanceOf(BootException.class)
        .hasMessageContaining(
            "image 127.0.0.1:1/" + platform.name + "-nowhere is not present and cannot be pulled")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  @DisplayName("what .dockerignore names is neither sent nor a reason to build again")
  void ignored() {
    platform.writeModule("web", "hello");
    platform.write("web/.dockerignore", "**/*.tmp\nnotes\n!notes/keep\n");
    platform.write("web/notes/keep", "kept\n");
    platform.write("web/deep/down/kept", "kept\n");
    PlatformFile file = platform.read("services: { web: { build: ./web } }\n");
    prepare(file);
    progress.lines.clear();

    platform.write("web/deep/down/x.tmp", "1");
    platform.write("web/notes/other", "2");
    prepare(file);
    assertThat(progress.lines).noneMatch(l -> l.contains("built"));

    platform.write("web/notes/keep", "changed\n");
    prepare(file);
    assertThat(progress.lines).anyMatch(l -> l.contains("rebuilt, same image"));
  }

  @Test
  @DisplayName("an external network that is missing is an error that says how to make it")
  void external() {
    platform.writeModule("web", "hello");
    PlatformFile file =
        platform.read(
            """
            services: { web: { build: ./web, networks: [theirs] } }
            networks: { theirs: { external: true, name: NAME_theirs } }
            """);

    assertThatThrownBy(() -> prepare(file))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("docker network create " + platform.name + "_theirs");
  }

  @Test
  @DisplayName("a health check that the image brings makes its module a checked one")
  void imageHealthcheck() {
    platform.writeModule("web", "hello");
    platform.write(
        "web/Dockerfile",
        "FROM scratch\nCOPY busybox /bin/busybox\nHEALTHCHECK CMD [\"/bin/busybox\", \"true\"]\n");
    PlatformFile file =
        platform.read(
            """
            services:
              web: { build: ./web }
              off: { image: NAME-web, healthcheck: { disable: true } }
            """);

    PlatformFile known = prepare(file);

    assertThat(file.spec().module("web").orElseThrow().healthcheck()).isFalse();
    assertThat(known.spec().module("web").orElseThrow().healthcheck()).isTrue();
    assertThat(known.spec().module("off").orElseThrow().healthcheck()).isFalse();
    assertThat(new DockerImages(platform.engine).find(platform.name + "-web")).isPresent();
  }
}
