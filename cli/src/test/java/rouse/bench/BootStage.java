package rouse.bench;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import rouse.executor.docker.TestPlatform;
import rouse.it.TestEngine;

/** A platform with one module that stays, its dev, and what a user types beside it. */
final class BootStage implements AutoCloseable {
  private static final String ANCHOR = "anchor";

  /** That of executor.parallel. */
  private static final int PARALLEL = 4;

  private static final Set<String> WRITES =
      Set.of("create", "start", "kill", "stop", "destroy", "rename", "connect");

  private final TestPlatform platform = new TestPlatform();
  private final TestEngine engine = new TestEngine();
  private final Path folder = Files.createTempDirectory("rouse-bench-boot-");
  private final DevProcess dev;

  /**
   * Boots it, and returns when all is alive.
   *
   * @param services besides the one that stays
   * @param instances how many those are
   */
  BootStage(String services, int instances) throws IOException {
    write(services);
    dev = DevProcess.start(file(), folder.resolve("data"));
    dev.awaitAlive(name(), instances + 1);
  }

  String name() {
    return platform.name();
  }

  Path folder() {
    return folder;
  }

  private Path file() {
    return folder.resolve("compose.yaml");
  }

  private void write(String services) throws IOException {
    Files.writeString(file(), "name: " + name() + "\n" + text(services));
  }

  /** As Compose has it, without the name, which is not known to its first version. */
  static String text(String services) {
    String anchor = TestPlatform.service(ANCHOR, "exec sleep 100000", "");
    return "services:\n" + (anchor + services).indent(2);
  }

  /** {@code rouse up} with these services; how long it took. */
  Duration up(String services) throws IOException, InterruptedException {
    write(services);
    Path root = Path.of("").toAbsolutePath();
    String rouse = root.resolve(Path.of("scripts", "rouse")).toString();
    String data = folder.resolve("data").toString();
    return timed(List.of(rouse, "up", "-f", file().toString(), "--data", data), root);
  }

  /** Runs a command to its end, which must be good. */
  static Duration timed(List<String> line, Path folder) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", line) + ": " + said);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private List<Container> containers() {
    return engine.containers(name()).stream()
        .filter(c -> !ANCHOR.equals(c.getLabels().get("rouse.module")))
        .toList();
  }

  /** When each module's container was started; the last of a module's several. */
  Map<String, Instant> started() {
    Map<String, Instant> started = new HashMap<>();
    for (Container container : containers()) {
      Instant at = Instant.parse(engine.inspect(container.getId()).getState().getStartedAt());
      started.merge(container.getLabels().get("rouse.module"), at, (a, b) -> a.isAfter(b) ? a : b);
    }
    return started;
  }

  /** Until only the one that stays is there. */
  void awaitEmpty() {
    Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> containers().isEmpty());
  }

  /** Events of the platform's containers since then that no look at them makes. */
  int writesSince(Instant since) throws InterruptedException {
    AtomicInteger writes = new AtomicInteger();
    engine
        .client()
        .eventsCmd()
        .withSince(engineTime(since))
        .withUntil(engineTime(Instant.now()))
        .withLabelFilter("rouse.platform=" + name())
        .exec(
            new ResultCallback.Adapter<Event>() {
              @Override
              public void onNext(Event event) {
                if (WRITES.contains(event.getAction())) {
                  writes.incrementAndGet();
                }
              }
            })
        .awaitCompletion(10, TimeUnit.SECONDS);
    return writes.get();
  }

  private static String engineTime(Instant time) {
    return time.getEpochSecond() + "." + "%09d".formatted(time.getNano());
  }

  /** The same containers with nothing but engine calls, layer by layer; milliseconds. */
  double bareBoot(int layers, int width) throws Exception {
    List<String> ids = new ArrayList<>();
    long begun = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      for (int layer = 0; layer < layers; layer++) {
        List<Callable<String>> starts = new ArrayList<>();
        for (int i = 0; i < width; i++) {
          String container = name() + "-bare-" + layer + "-" + i;
          starts.add(() -> start(container));
        }
        for (Future<String> id : threads.invokeAll(starts)) {
          ids.add(id.get());
        }
      }
      double took = (System.nanoTime() - begun) / 1e6;
      ids.forEach(
          id ->
              threads.execute(() -> engine.client().removeContainerCmd(id).withForce(true).exec()));
      return took;
    }
  }

  private String start(String container) {
    String id =
        engine
            .client()
            .createContainerCmd(TestPlatform.IMAGE)
            .withName(container)
            .withCmd("/bin/sh", "-c", "exec sleep 100000")
            .withHostConfig(HostConfig.newHostConfig().withNetworkMode(platform.network()))
            .exec()
            .getId();
    engine.client().startContainerCmd(id).exec();
    return id;
  }

  void removeImages(Collection<String> modules) {
    modules.forEach(
        module -> engine.client().removeImageCmd(name() + "-" + module).withForce(true).exec());
  }

  @Override
  public void close() throws IOException {
    dev.close();
    engine.sweep(name());
    engine.close();
    platform.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    }
  }
}
