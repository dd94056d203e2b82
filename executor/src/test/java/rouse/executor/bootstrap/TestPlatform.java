package rouse.executor.bootstrap;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.engine.Engine;

/** A platform of its own on the real engine, in a folder of its own; nothing of it stays. */
final class TestPlatform implements AutoCloseable {
  static final Path BUSYBOX = Path.of("/bin/busybox");

  final Path folder;
  final String name = "compose-" + UUID.randomUUID().toString().substring(0, 8);
  final Engine engine = Engine.connect(Optional.empty());

  TestPlatform(Path folder) {
    this.folder = folder;
  }

  /** Writes a file of the project; {@code NAME} in it becomes the platform's name. */
  Path write(String path, String text) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text.replace("NAME", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A build context with a shell, whose image says {@code word} when it is run. */
  void writeModule(String context, String word) {
    try {
      write(
          context + "/Dockerfile",
          """
          FROM scratch
          COPY busybox /bin/busybox
          COPY word /word
          RUN ["/bin/busybox", "--install", "-s", "/bin"]
          CMD ["sh", "-c", "cat /word; exec sleep 3600"]
          """);
      write(context + "/word", word + "\n");
      Files.copy(
          BUSYBOX,
          folder.resolve(context).resolve("busybox"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PlatformFile read(String compose) {
    return ComposeReader.read(
            write("compose.yaml", "name: NAME\n" + compose), ComposeOptions.of(Map.of()))
        .orThrow();
  }

  <T> T engine(java.util.function.Function<DockerClient, T> call) {
    return engine.call("test", java.time.Duration.ofSeconds(60), call);
  }

  @Override
  public void close() {
    try (engine) {
      engine(
          docker -> {
            docker
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of("com.docker.compose.project", name))
                .exec()
                .forEach(
                    c ->
                        docker
                            .removeContainerCmd(c.getId())
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec());
            docker
                .listNetworksCmd()
                .withNameFilter(name)
                .exec()
                .forEach(n -> docker.removeNetworkCmd(n.getId()).exec());
            var volumes = docker.listVolumesCmd().exec().getVolumes();
            if (volumes != null) {
              volumes.stream()
                  .filter(v -> v.getName().startsWith(name))
                  .forEach(v -> docker.removeVolumeCmd(v.getName()).exec());
            }
            docker.listImagesCmd().exec().stream()
                .filter(i -> i.getRepoTags() != null)
                .flatMap(i -> java.util.Arrays.stream(i.getRepoTags()))
                .filter(tag -> tag.startsWith(name))
                .forEach(tag -> docker.removeImageCmd(tag).withForce(true).exec());
            return true;
          });
    }
  }
}
