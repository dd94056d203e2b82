package rouse.executor.docker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;

/**
 * A Docker engine of the test's own, which may be stopped and started again. It leaves the one that
 * is there, its containers and the firewall alone.
 *
 * <p>An engine takes docker0 for its own: it makes use of it without a bridge option, removes it
 * with {@code --bridge=none}, and removes it at its second start with {@code
 * --default-address-pool}. So this one is given a bridge that the other engine made for it, and no
 * address pool; that docker0 has stayed is looked at in the end.
 */
public final class OwnEngine implements AutoCloseable {
  /** Of a start, of a stop, and of each call to the other engine; on a machine that is busy. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Engine other = Engine.connect(Optional.empty());
  private final String bridge =
      "rouse-" + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 28), 36);
  private final Path folder;
  private final boolean hadDefaultBridge = hasDefaultBridge();
  private Process process;

  private OwnEngine(Path folder) {
    this.folder = folder;
  }

  public static OwnEngine start() throws IOException {
    return start(new OwnEngine(Files.createTempDirectory("rouse-engine-")));
  }

  /**
   * On a disk of its own, which can be filled up.
   *
   * @param size such as {@code 200m}
   */
  public static OwnEngine startOnDisk(String size) throws IOException {
    OwnEngine engine = new OwnEngine(Files.createTempDirectory("rouse-engine-"));
    Files.createDirectories(engine.disk());
    int ended =
        new ProcessBuilder(
                "mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", engine.disk().toString())
            .inheritIO()
            .start()
            .onExit()
            .join()
            .exitValue();
    if (ended != 0) {
      throw new IOException("cannot mount a disk at " + engine.disk());
    }
    return start(engine);
  }

  /** Where it keeps images and containers. */
  public Path disk() {
    return folder.resolve("data");
  }

  private static OwnEngine start(OwnEngine engine) throws IOException {
    engine.other.run(
        "make a bridge",
        PATIENCE,
        client ->
            client
                .createNetworkCmd()
                .withName(engine.bridge)
                .withOptions(Map.of("com.docker.network.bridge.name", engine.bridge))
                .exec());
    try {
      engine.startAgain();
      return engine;
    } catch (RuntimeException | Error | IOException e) {
      engine.close();
      throw e;
    }
  }

  /** For {@code docker.host}. */
  public String address() {
    return "unix://" + folder.resolve("d.sock");
  }

  public String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  public void startAgain() throws IOException {
    List<String> command =
        List.of(
            "dockerd",
            "--data-root=" + disk(),
            "--exec-root=" + folder.resolve("exec"),
            "--pidfile=" + folder.resolve("pid"),
            "--host=" + address(),
            "--bridge=" + bridge,
            "--iptables=false",
            "--log-level=error");
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .redirectInput(new File("/dev/null"))
            .start();
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(this::answers);
  }

  private boolean answers() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("the engine ended:\n" + log());
    }
    try (Engine engine = Engine.connect(Optional.of(address()))) {
      return engine.apiVersion() != null;
    } catch (EngineException notYet) {
      return false;
    }
  }

  /** SIGTERM: it stops its containers, and ends. */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the engine did not stop");
    }
  }

  /** Fails when the other engine lacks now what containers without a network need. */
  private void requireUntouched() {
    if (hadDefaultBridge && !hasDefaultBridge()) {
      throw new AssertionError("the test's engine took docker0 from the other: restart that one");
    }
  }

  private static boolean hasDefaultBridge() {
    return Files.exists(Path.of("/sys/class/net/docker0"));
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    if (process.onExit().completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS).join()
        == null) {
      process.destroyForcibly();
      process.onExit().join();
    }
    other.run("remove the bridge", PATIENCE, client -> client.removeNetworkCmd(bridge).exec());
    other.close();
    unmountLeftovers();
    delete(folder.toFile());
    requireUntouched();
  }

  /** What goes away meanwhile, since something of the engine ends after it, is no error. */
  private static void delete(File file) {
    File[] inside = Files.isSymbolicLink(file.toPath()) ? null : file.listFiles();
    if (inside != null) {
      Stream.of(inside).forEach(OwnEngine::delete);
    }
    file.delete();
  }

  /**
   * An engine that is stopped while it starts a container can leave that one's file system mounted
   * for good: its next process refuses to remove the container, as busy.
   */
  private void unmountLeftovers() throws IOException {
    for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      String where = mount.split(" ")[1];
      if (where.startsWith(folder.toString())) {
        new ProcessBuilder("umount", "--lazy", where).inheritIO().start().onExit().join();
      }
    }
  }
}
