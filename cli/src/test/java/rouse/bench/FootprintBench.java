package rouse.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import rouse.executor.docker.TestPlatform;
import rouse.it.TestCluster;
import rouse.it.TestEngine;
import rouse.it.guard.ComposeProject;

/**
 * What Rouse itself takes of a host while twenty containers are well: resident memory and share of
 * a core, of an executor and a streams app with a broker elsewhere, of {@code rouse dev}, and of
 * {@code rouse guard}.
 */
public final class FootprintBench {
  private static final int MODULES = 20;
  private static final int WARM_UP_S = Integer.getInteger("bench.warm-up", 60);
  private static final int WINDOW_S = Integer.getInteger("bench.window", 60);
  private final BenchReport report = new BenchReport("footprint");
  private final Path folder;

  private FootprintBench(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("rouse-bench-");
    FootprintBench bench = new FootprintBench(folder);
    bench.apart();
    bench.together();
    bench.guard();
    bench.report.write();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    }
    System.exit(0);
  }

  private void apart() throws Exception {
    int http = freePort();
    int port = freePort();
    String api = "http://127.0.0.1:" + http;
    try (TestCluster cluster = TestCluster.start();
        TestPlatform platform = new TestPlatform()) {
      Path file = file(platform, "apart");
      try (RouseProcess streams =
              start(
                  cluster,
                  "streams",
                  "http.port=" + http,
                  "state.dir=" + folder.resolve("streams"));
          RouseProcess executor =
              start(
                  cluster,
                  "executor",
                  "executor.port=" + port,
                  "executor.state=" + folder.resolve("executor"),
                  "-f",
                  file.toString())) {
        streams.await(api + "/readyz");
        executor.await("http://127.0.0.1:" + port + "/healthz");
        try (RouseProcess up =
            start(cluster, "up", "api=" + api, "executor.port=" + port, "-f", file.toString())) {
          up.awaitEnd();
        }
        streams.awaitAlive(() -> api, platform.name(), MODULES);
        TimeUnit.SECONDS.sleep(WARM_UP_S);
        measure(
            new Measured("rouse streams", streams, 190, 4),
            new Measured("rouse executor", executor, 110, 4));
      }
    }
  }

  private void together() throws Exception {
    try (TestPlatform platform = new TestPlatform();
        DevProcess dev = DevProcess.start(file(platform, "dev"), folder.resolve("data"))) {
      dev.awaitAlive(platform.name(), MODULES);
      TimeUnit.SECONDS.sleep(WARM_UP_S);
      measure(new Measured("rouse dev", dev.process(), 260, 5));
    }
  }

  private void guard() throws Exception {
    int http = freePort();
    String api = "http://127.0.0.1:" + http;
    TestEngine engine = new TestEngine();
    try (ComposeProject project =
            new ComposeProject(engine, "footprint", ComposeProject.image(engine));
        RouseProcess guard =
            RouseProcess.start(
                folder.resolve("guard.log").toFile(),
                "guard",
                "--project",
                project.name(),
                "--data",
                folder.resolve("guard").toString(),
                "--set",
                "http.port=" + http)) {
      for (int i = 1; i <= MODULES; i++) {
        project.start("m" + i, s -> s.command("exec sleep 100000"));
      }
      guard.awaitAlive(() -> api, project.name(), MODULES);
      TimeUnit.SECONDS.sleep(WARM_UP_S);
      measure(new Measured("rouse guard", guard, 260, 5));
    } finally {
      engine.close();
    }
  }

  /**
   * @param megabytes and
   * @param percent that it may take at most
   */
  private record Measured(String name, RouseProcess process, double megabytes, double percent) {}

  private void measure(Measured... all) throws Exception {
    double[] before = new double[all.length];
    for (int i = 0; i < all.length; i++) {
      before[i] = all[i].process().cpuSeconds();
    }
    long begun = System.nanoTime();
    TimeUnit.SECONDS.sleep(WINDOW_S);
    for (int i = 0; i < all.length; i++) {
      RouseProcess process = all[i].process();
      double share = 100 * (process.cpuSeconds() - before[i]) / ((System.nanoTime() - begun) / 1e9);
      row(all[i].name() + ", CPU", "% of core", share, all[i].percent());
      row(all[i].name() + ", resident", "MB", process.megabytes("VmRSS"), all[i].megabytes())
          .raw("heapAndStacksMb", process.megabytes("RssAnon"))
          .raw("filesMb", process.megabytes("RssFile"))
          .raw("threads", process.threads());
    }
  }

  private BenchReport.Row row(String name, String unit, double value, double most) {
    return report.row(
        name + ", " + MODULES + " containers", unit, value, "<= " + (long) most, value <= most);
  }

  private Path file(TestPlatform platform, String name) throws IOException {
    StringBuilder services = new StringBuilder();
    for (int i = 1; i <= MODULES; i++) {
      services.append(TestPlatform.service("m" + i, "exec sleep 100000", ""));
    }
    Path file = Files.createDirectories(folder.resolve(name)).resolve("compose.yaml");
    Files.writeString(
        file, "name: " + platform.name() + "\nservices:\n" + services.toString().indent(2));
    return file;
  }

  /**
   * @param one and
   * @param two are settings
   */
  private RouseProcess start(
      TestCluster cluster, String verb, String one, String two, String... more) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(verb, "--set", "kafka=" + cluster.bootstrap(), "--set", one, "--set", two));
    line.addAll(List.of(more));
    return RouseProcess.start(folder.resolve(verb + ".log").toFile(), line.toArray(String[]::new));
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }
}
