package rouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** docker-compose, the first version, with the same services under a name of its own. */
final class ComposeRival {
  private static final Path COMMAND = Path.of("/usr/bin/docker-compose");
  private final Path folder;
  private final String project;

  ComposeRival(BootStage stage) {
    this.folder = stage.folder();
    this.project = stage.name() + "-rival";
  }

  static boolean isInstalled() {
    return Files.isExecutable(COMMAND);
  }

  /** Its network and the module that stays are there before, as they are for Rouse. */
  Duration up(String services) throws IOException, InterruptedException {
    write("");
    BootStage.timed(line("up", "-d"), folder);
    write(services);
    return BootStage.timed(line("up", "-d"), folder);
  }

  void down() throws IOException, InterruptedException {
    BootStage.timed(line("down", "--timeout", "2"), folder);
  }

  private void write(String services) throws IOException {
    Files.writeString(folder.resolve("rival.yaml"), BootStage.text(services));
  }

  private List<String> line(String... arguments) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(COMMAND.toString(), "-f", "rival.yaml", "-p", project),
            java.util.stream.Stream.of(arguments))
        .toList();
  }
}
