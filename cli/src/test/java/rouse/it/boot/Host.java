package rouse.it.boot;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import rouse.it.DevProcess;

/** {@code rouse executor} of one host as a process of its own, and what a user types beside it. */
public final class Host implements AutoCloseable {
  private static final int LOWEST_PORT = 20_000;
  private static final int PORTS = 10_000;
  private final Path file;
  private final Path folder;
  private int port = freePort();
  private final List<String> settings;
  private List<String> within = List.of();
  private Process executor;

  /** How a command ended, and what it said. */
  public record Ended(int exitCode, String said, Duration took) {}

  /**
   * @param folder of its log and its state
   * @param settings in the form {@code name=value}
   */
  public Host(Path file, Path folder, String... settings) {
    this.file = file;
    this.folder = folder;
    this.settings = List.of(settings);
  }

  /** What its executor is started by, such as a network namespace. */
  public Host within(String... command) {
    within = List.of(command);
    return this;
  }

  /** Starts the executor; it need not be at work yet when this returns. */
  public Host start(String... more) {
    try {
      Files.createDirectories(folder);
      executor =
          process("executor", more)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a verb that takes the platform file, to its end. */
  public Ended run(String verb, String... more) throws IOException, InterruptedException {
    return end(process(verb, more));
  }

  /** Runs a verb that takes no platform file, to its end. */
  public Ended verb(String verb, String... more) throws IOException, InterruptedException {
    return end(line(DevProcess.rouse(verb), more));
  }

  private static Ended end(ProcessBuilder command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = command.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    return new Ended(process.waitFor(), said, Duration.ofNanos(System.nanoTime() - start));
  }

  /** What is typed in another shell, where nobody has named the cluster. */
  public Host withoutCluster() {
    Host shell =
        new Host(
            file,
            folder,
            settings.stream().filter(s -> !s.startsWith("kafka=")).toArray(String[]::new));
    shell.port = port;
    return shell;
  }

  public long pid() {
    return executor.pid();
  }

  private ProcessBuilder process(String verb, String... more) {
    return line(DevProcess.rouse(verb, "-f", file.toString()), more);
  }

  private ProcessBuilder line(List<String> verb, String... more) {
    List<String> line = new ArrayList<>(within);
    line.addAll(verb);
    settings.forEach(setting -> line.addAll(List.of("--set", setting)));
    line.addAll(List.of("--set", "executor.port=" + port));
    line.addAll(List.of("--set", "executor.state=" + folder.resolve("state")));
    line.addAll(List.of("--data", folder.resolve("data").toString()));
    line.addAll(List.of(more));
    return new ProcessBuilder(line).redirectInput(new File("/dev/null"));
  }

  public boolean isRunning() {
    return executor.isAlive();
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    executor.destroyForcibly().waitFor();
  }

  /** SIGTERM. */
  public int stop() throws InterruptedException {
    executor.destroy();
    return executor.waitFor(90, TimeUnit.SECONDS) ? executor.exitValue() : -1;
  }

  public int port() {
    return port;
  }

  private Path log() {
    return folder.resolve("executor.log");
  }

  public String said() {
    try {
      return Files.exists(log()) ? Files.readString(log()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A port that nobody listens on, below those that systems give away by themselves: what listens
   * on any port, or connects, while this one waits for its user does not get it.
   */
  public static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, LOWEST_PORT + PORTS);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // another one, then
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.destroyForcibly().onExit().join();
    }
  }

  /** What the executor keeps of the control plane on its disk; empty while there is nothing. */
  public String controlPlaneState() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> found =
          files.filter(file -> file.endsWith("control-plane.json")).limit(1).toList();
      return found.isEmpty() ? "" : Files.readString(found.getFirst());
    }
  }
}
