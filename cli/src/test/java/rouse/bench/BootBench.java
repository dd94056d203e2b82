package rouse.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import rouse.executor.docker.TestPlatform;

/**
 * How long a boot takes: of the example's modules beside docker-compose with the same file, and of
 * fifty modules in five layers beside the bare engine calls at the same parallelism; and what it
 * costs to say {@code rouse up} when nothing has changed.
 *
 * <p>Every platform keeps one module for good, so that a boot is the same as often as it is wanted.
 */
public final class BootBench {
  private static final int RUNS = Integer.getInteger("bench.boots", 20);
  private static final int BARE_RUNS = Integer.getInteger("bench.bare", 5);
  private static final int AGAIN = 5;
  private static final int EXAMPLE_RUNS = Integer.getInteger("bench.example", 11);
  private static final int LAYERS = 5;
  private static final int WIDTH = 10;

  private BootBench() {}

  public static void main(String[] args) throws Exception {
    BenchReport report = new BenchReport("boot");
    layers(report);
    example(report);
    report.write();
    System.exit(0);
  }

  /** Each module of a layer needs two of the layer before. */
  private static Map<String, List<String>> layered() {
    Map<String, List<String>> needs = new TreeMap<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int i = 0; i < WIDTH; i++) {
        needs.put(
            name(layer, i),
            layer == 0 ? List.of() : List.of(name(layer - 1, i), name(layer - 1, (i + 1) % WIDTH)));
      }
    }
    return needs;
  }

  private static String name(int layer, int i) {
    return "l" + layer + "m" + i;
  }

  private static String services(Map<String, List<String>> needs) {
    StringBuilder services = new StringBuilder();
    needs.forEach(
        (module, needed) ->
            services.append(
                TestPlatform.service(
                    module,
                    "exec sleep 100000",
                    // The shell's signals are off as process 1: a boot is measured, no stop.
                    "stop_signal: SIGKILL\ndepends_on: [" + String.join(", ", needed) + "]")));
    return services.toString();
  }

  private static void layers(BenchReport report) throws Exception {
    Map<String, List<String>> needs = layered();
    double[] ours = new double[RUNS];
    double[] bare = new double[BARE_RUNS];
    double[] again = new double[AGAIN];
    int violations = 0;
    int writes = 0;
    try (BootStage stage = new BootStage("", 0)) {
      for (int i = 0; i < RUNS; i++) {
        if (i < BARE_RUNS) {
          bare[i] = stage.bareBoot(LAYERS, WIDTH);
        }
        Instant begun = Instant.now();
        stage.up(services(needs));
        Map<String, Instant> started = stage.started();
        ours[i] = millis(begun, latest(started));
        violations += violations(needs, started);
        if (i == RUNS - 1) {
          for (int j = 0; j < AGAIN; j++) {
            Instant before = Instant.now();
            again[j] = stage.up(services(needs)).toMillis();
            writes += stage.writesSince(before);
          }
        }
        stage.up("");
        stage.awaitEmpty();
      }
    }
    // Boots that ran one after the other are compared: the machine is not the same all the time.
    double[] ratios = new double[Math.min(RUNS, BARE_RUNS)];
    Arrays.setAll(ratios, i -> ours[i] / bare[i]);
    double ratio = median(ratios);
    report
        .row(
            "50 modules in 5 layers: boot to bare engine calls", "x", ratio, "<= 1.5", ratio <= 1.5)
        .raw("rouseMs", ours)
        .raw("bareMs", bare);
    report
        .row("start order violated, of " + RUNS + " boots", "", violations, "= 0", violations == 0)
        .raw("boots", RUNS);
    double slowest = Arrays.stream(again).max().orElse(0);
    report
        .row("rouse up, nothing changed", "ms", slowest, "<= 2000", slowest <= 2000)
        .raw("ms", again);
    report.row("engine writes of these", "", writes, "= 0", writes == 0);
  }

  private static int violations(Map<String, List<String>> needs, Map<String, Instant> started) {
    int violations = 0;
    for (Map.Entry<String, List<String>> module : needs.entrySet()) {
      for (String needed : module.getValue()) {
        if (!started.get(needed).isBefore(started.get(module.getKey()))) {
          violations++;
        }
      }
    }
    return violations;
  }

  private static void example(BenchReport report) throws Exception {
    String title = "example's modules: rouse up to docker-compose up -d";
    if (!ComposeRival.isInstalled()) {
      report.row(title + ": no docker-compose here (apt-get install docker-compose)", "", 0);
      return;
    }
    ExampleServices example =
        ExampleServices.read(Path.of("examples", "ias", "compose.yaml").toAbsolutePath());
    List<Double> ours = new ArrayList<>();
    List<Double> startedAfter = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    try (BootStage stage = new BootStage(example.building(), example.instances());
        BareExample control = new BareExample(stage.name())) {
      String services = example.ofImages(stage.name());
      ComposeRival rival = new ComposeRival(stage);
      for (int i = 0; i < EXAMPLE_RUNS; i++) {
        stage.up("");
        stage.awaitEmpty();
        theirs.add((double) rival.up(services).toMillis());
        rival.down();
        bare.add(control.boot(example));
        Instant begun = Instant.now();
        ours.add((double) stage.up(services).toMillis());
        startedAfter.add(millis(begun, latest(stage.started())));
      }
      stage.removeImages(example.modules());
    }
    double[] ratios = new double[EXAMPLE_RUNS];
    Arrays.setAll(ratios, i -> ours.get(i) / theirs.get(i));
    double ratio = median(ratios);
    report
        .row(title, "x", ratio, "<= 1.2", ratio <= 1.2)
        .raw("rouseAllHeardMs", ours)
        .raw("rouseLastContainerStartedMs", startedAfter)
        .raw("composeLastContainerStartedMs", theirs);
    Arrays.setAll(ratios, i -> bare.get(i) / theirs.get(i));
    report
        .row("the same by bare engine calls, waiting for the same beats", "x", median(ratios))
        .raw("bareAllHeardMs", bare);
  }

  private static Instant latest(Map<String, Instant> started) {
    return started.values().stream().max(Instant::compareTo).orElseThrow();
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
