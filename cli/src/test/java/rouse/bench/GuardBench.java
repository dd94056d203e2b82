package rouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import rouse.it.TestEngine;
import rouse.it.guard.ComposeProject;

/**
 * How soon an unhealthy container is restarted by {@code rouse guard}, and by a loop that does what
 * docker-autoheal is published to do: every five seconds it lists the unhealthy containers with its
 * label, and restarts one after the other. Both work on one engine at the same time, each on
 * containers of its own.
 */
public final class GuardBench {
  private static final int TRIALS = 10;
  private static final String AUTOHEAL = "autoheal";
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int STOP_SECONDS = 10;
  private static final String MAIN =
      "touch /tmp/ok; trap 'exit 0' TERM; while :; do sleep 0.1; done";
  private static final Random RANDOM = new Random(1);

  private final TestEngine engine;

  private GuardBench(TestEngine engine) {
    this.engine = engine;
  }

  public static void main(String[] args) throws Exception {
    BenchReport report = new BenchReport("guard");
    Path folder = Files.createTempDirectory("rouse-bench-");
    try (TestEngine engine = new TestEngine()) {
      String image = ComposeProject.image(engine);
      try (ComposeProject ours = new ComposeProject(engine, "guarded", image);
          ComposeProject theirs = new ComposeProject(engine, "autohealed", image);
          RouseProcess guard = guard(folder, ours)) {
        new GuardBench(engine).run(report, ours, theirs, guard);
      }
    }
    report.write();
    System.exit(0);
  }

  private static RouseProcess guard(Path folder, ComposeProject project) throws IOException {
    return RouseProcess.start(
        folder.resolve("guard.log").toFile(),
        "guard",
        "--project",
        project.name(),
        "--data",
        folder.resolve("data").toString(),
        "--set",
        "http.port=" + port());
  }

  private static int port() {
    return 17_171;
  }

  private void run(
      BenchReport report, ComposeProject ours, ComposeProject theirs, RouseProcess guard)
      throws Exception {
    Thread autoheal = Thread.ofPlatform().daemon().start(this::autoheal);
    double[] ownMs = new double[TRIALS];
    double[] rivalMs = new double[TRIALS];
    long twice = 0;
    for (int i = 0; i < TRIALS; i++) {
      // A pair for each trial, since a check each second of many would keep the machine busy.
      String own = start(ours, "m" + i, s -> s);
      String rival = start(theirs, "m" + i, s -> s.label(AUTOHEAL, "true"));
      guard.awaitAlive(() -> "http://127.0.0.1:" + port(), ours.name(), 1);
      // Whoever polls is met at any point of its pause.
      TimeUnit.MILLISECONDS.sleep(RANDOM.nextInt((int) INTERVAL.toMillis()));
      Instant fault = Instant.now();
      engine.execute(own, "rm", "/tmp/ok");
      engine.execute(rival, "rm", "/tmp/ok");
      ownMs[i] = restarted(ours, own, fault);
      rivalMs[i] = restarted(theirs, rival, fault);
      guard.awaitAlive(() -> "http://127.0.0.1:" + port(), ours.name(), 1);
      twice += ours.starts(own, fault) - 1;
      ours.down();
      theirs.down();
    }
    autoheal.interrupt();
    double ratio = median(ownMs) / median(rivalMs);
    report
        .row(
            "fault to restarted, beside docker-autoheal",
            "of its time",
            ratio,
            "<= 0.5",
            ratio <= 0.5)
        .raw("guardMedianMs", median(ownMs))
        .raw("autohealMedianMs", median(rivalMs))
        .raw("trials", TRIALS);
    report.row("double restarts by guard", "", twice, "= 0", twice == 0);
  }

  private static String start(
      ComposeProject project, String name, UnaryOperator<ComposeProject.Service> with) {
    return project.start(name, s -> with.apply(s.command(MAIN).check("test -e /tmp/ok")));
  }

  /** Milliseconds from the fault to the start of the next run, as the engine notes it. */
  private static double restarted(ComposeProject project, String id, Instant fault) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> project.startOf(id).isAfter(fault));
    return Duration.between(fault, project.startOf(id)).toNanos() / 1e6;
  }

  private void autoheal() {
    try {
      while (true) {
        engine
            .client()
            .listContainersCmd()
            .withLabelFilter(List.of(AUTOHEAL + "=true"))
            .withFilter("health", List.of("unhealthy"))
            .exec()
            .forEach(
                c ->
                    engine
                        .client()
                        .restartContainerCmd(c.getId())
                        .withTimeout(STOP_SECONDS)
                        .exec());
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
