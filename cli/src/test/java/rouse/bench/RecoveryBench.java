package rouse.bench;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.TestPlatform;
import rouse.it.Hang;

/**
 * How soon a successor runs after a kill, beside Docker's own restart policy on the same engine by
 * turns, and after a hang; and what all of {@code rouse dev} costs while twenty modules are well.
 *
 * <p>Every container is killed once: so neither Docker nor Rouse is held up by its backoff.
 */
public final class RecoveryBench {
  private static final int TRIALS = 20;
  private static final int WARM_UP_S = Integer.getInteger("bench.warm-up", 45);
  private static final int CPU_WINDOW_S = Integer.getInteger("bench.window", 60);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /** Docker forgets its backoff of 100 ms and more after ten seconds of uptime. */
  private static final int DOCKER_SETTLES_S = 11;

  private static final String BEATS =
      "trap 'exit 0' TERM; while true; do wget -q -O /dev/null --header 'Content-Type: application/json'"
          + " --header \"Authorization: Bearer $$ROUSE_BEAT_TOKEN\""
          + " --post-data '{}' \"$$ROUSE_BEAT_URL\"; sleep 1; done";

  private final TestPlatform platform;
  private final DockerRuntime runtime;
  private final DevProcess dev;

  private RecoveryBench(TestPlatform platform, DevProcess dev) {
    this.platform = platform;
    this.runtime = new DockerRuntime(platform.engine());
    this.dev = dev;
  }

  public static void main(String[] args) throws Exception {
    BenchReport report = new BenchReport("recovery");
    double[] cpu = new double[2];
    int[] falseRestarts = new int[1];
    with(
        "exec sleep 100000",
        "",
        bench -> {
          cpu[0] = bench.cpuShare();
          bench.kills(report);
          falseRestarts[0] += bench.incidents() - TRIALS;
        });
    with(
        BEATS,
        "x-rouse: { heartbeat: { source: self, timeout: 3s } }",
        bench -> {
          cpu[1] = bench.cpuShare();
          bench.hangs(report);
          falseRestarts[0] += bench.incidents() - TRIALS;
        });
    double most = Math.max(cpu[0], cpu[1]);
    report
        .row("CPU of rouse dev, 20 healthy modules", "% of core", most, "<= 15", most <= 15)
        .raw("watchedThroughDocker", cpu[0])
        .raw("beatingOverHttp", cpu[1])
        .raw("warmUpSeconds", WARM_UP_S)
        .raw("windowSeconds", CPU_WINDOW_S);
    report.row(
        "false restarts in kills and hangs", "", falseRestarts[0], "= 0", falseRestarts[0] == 0);
    report.write();
    System.exit(0);
  }

  /** What is measured on a platform that is alive. */
  @FunctionalInterface
  private interface Measurement {
    void of(RecoveryBench bench) throws Exception;
  }

  private static void with(String script, String more, Measurement measurement) throws Exception {
    Path folder = Files.createTempDirectory("rouse-bench-");
    try (TestPlatform platform = new TestPlatform()) {
      StringBuilder services = new StringBuilder();
      for (int i = 1; i <= TRIALS; i++) {
        services.append(TestPlatform.service("m" + i, script, more));
      }
      Path file = folder.resolve("compose.yaml");
      Files.writeString(
          file, "name: " + platform.name() + "\nservices:\n" + services.toString().indent(2));
      try (DevProcess dev = DevProcess.start(file, folder.resolve("data"))) {
        dev.awaitAlive(platform.name(), TRIALS);
        measurement.of(new RecoveryBench(platform, dev));
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    }
  }

  /** In percent of one core, after warm-up. */
  private double cpuShare() throws Exception {
    TimeUnit.SECONDS.sleep(WARM_UP_S);
    double before = dev.process().cpuSeconds();
    long begun = System.nanoTime();
    TimeUnit.SECONDS.sleep(CPU_WINDOW_S);
    return 100 * (dev.process().cpuSeconds() - before) / ((System.nanoTime() - begun) / 1e9);
  }

  private void kills(BenchReport report) throws Exception {
    List<String> rivals = new ArrayList<>();
    for (int i = 1; i <= TRIALS; i++) {
      rivals.add(restartedByDocker(i));
    }
    TimeUnit.SECONDS.sleep(DOCKER_SETTLES_S);
    double[] ours = new double[TRIALS];
    double[] dockers = new double[TRIALS];
    for (int i = 0; i < TRIALS; i++) {
      ours[i] = killed(platform.instance("m" + (i + 1)));
      dockers[i] = killedAndRestarted(rivals.get(i));
    }
    rivals.forEach(runtime::remove);
    double ratio = quantile(ours, 0.5) / quantile(dockers, 0.5);
    report
        .row(
            "kill -9 -> successor runs, p50 to Docker's own restart",
            "x",
            ratio,
            "<= 2",
            ratio <= 2)
        .raw("rouseMs", ours)
        .raw("dockerMs", dockers)
        .raw("rouseP50Ms", quantile(ours, 0.5))
        .raw("dockerP50Ms", quantile(dockers, 0.5));
  }

  private void hangs(BenchReport report) throws Exception {
    double[] took = new double[TRIALS];
    for (int i = 0; i < TRIALS; i++) {
      InstanceId instance = platform.instance("m" + (i + 1));
      ManagedContainer hung = runtime.list(instance).getFirst();
      Instant begun = Instant.now();
      platform.docker(
          "hang it",
          c -> Hang.begin(c.inspectContainerCmd(hung.id()).exec().getState().getPidLong()));
      took[i] = millis(begun, successor(instance, hung));
    }
    double worst = quantile(took, 0.99);
    double allowed = TIMEOUT.toMillis() + 1500;
    report
        .row(
            "hang -> successor runs, timeout 3 s, p99",
            "ms",
            worst,
            "<= " + (long) allowed,
            worst <= allowed)
        .raw("ms", took)
        .raw("p50Ms", quantile(took, 0.5));
  }

  private double killed(InstanceId instance) throws Exception {
    ManagedContainer old = runtime.list(instance).getFirst();
    int pid = pid(old.id());
    Instant begun = Instant.now();
    DevProcess.kill(pid);
    return millis(begun, successor(instance, old));
  }

  /** When the engine started the successor. */
  private Instant successor(InstanceId instance, ManagedContainer old) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(
            () ->
                runtime.list(instance).stream()
                    .filter(c -> c.phase().alive() && !c.id().equals(old.id()))
                    .findFirst()
                    .flatMap(c -> runtime.inspect(c.id()))
                    .flatMap(Inspection::startedAt),
            Optional::isPresent)
        .orElseThrow();
  }

  private String restartedByDocker(int number) {
    return platform
        .engine()
        .call(
            "run a rival",
            DEADLINE,
            c -> {
              String id =
                  c.createContainerCmd(TestPlatform.IMAGE)
                      .withName(platform.name() + "-rival-" + number)
                      .withCmd("/bin/sh", "-c", "exec sleep 100000")
                      .withHostConfig(
                          HostConfig.newHostConfig()
                              .withNetworkMode(platform.network())
                              .withRestartPolicy(RestartPolicy.alwaysRestart()))
                      .exec()
                      .getId();
              c.startContainerCmd(id).exec();
              return id;
            });
  }

  private double killedAndRestarted(String id) throws Exception {
    String before = raw(id).getState().getStartedAt();
    int pid = pid(id);
    Instant begun = Instant.now();
    DevProcess.kill(pid);
    String after =
        Awaitility.await()
            .atMost(PATIENCE)
            .pollInterval(POLL)
            .until(() -> raw(id).getState().getStartedAt(), at -> !at.equals(before));
    return millis(begun, Instant.parse(after));
  }

  private int pid(String id) {
    return Math.toIntExact(raw(id).getState().getPidLong());
  }

  private InspectContainerResponse raw(String id) {
    return platform.engine().call("inspect", DEADLINE, c -> c.inspectContainerCmd(id).exec());
  }

  private int incidents() throws Exception {
    return dev.get("/api/platforms/" + platform.name() + "/incidents").size();
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
