package rouse.bench;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Json;
import rouse.contracts.topic.Topics;
import rouse.it.Traffic;
import rouse.it.boot.BalancedPlatform;
import rouse.it.boot.Host;
import rouse.it.boot.Stage;

/**
 * Workers that come and go behind a real HAProxy: requests that fail while they are scaled and
 * updated, how soon load is followed, and what load reports cost.
 */
public final class ScaleBench {
  private static final int CYCLES = Integer.getInteger("bench.cycles", 20);
  private static final int CHANGES = Integer.getInteger("bench.changes", 10);
  private static final int STEPS = Integer.getInteger("bench.steps", 3);
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final double TARGET = 2;
  private static final String SCALE =
      "{ min: 1, max: 6, metric: sessions, target: 2, window: 3s, down: { stabilize: 4s },"
          + " drain: 50s }";
  private static final String UPDATE =
      "update: { order: start-first, parallel: 2, monitor: 12s }\n      scale:";
  private static final String SLOW =
      """
      slow:
        image: BEATER
        command: ["sh", "-c", "trap '' TERM; while :; do sleep 0.2; done"]
        stop_grace_period: 10s
        x-rouse:
          kind: worker
          scale: { min: 1, max: 20 }
      """;
  private static final int SLOW_WORKERS = Integer.getInteger("bench.slow", 20);
  private static final int GRACE_S = 10;
  private static final int LONG_JOB_S = 40;
  private static final int[] NEVER_HEALTHY = {2, 5, 8};
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final BenchReport report;
  private final Stage stage;
  private final Host host;
  private final int port;
  private final String file;

  private ScaleBench(BenchReport report, Stage stage, Host host, int port) throws Exception {
    this.report = report;
    this.stage = stage;
    this.host = host;
    this.port = port;
    Path path = stage.platform().file();
    this.file = Files.readString(path).replaceFirst("scale:", UPDATE) + BalancedPlatform.configs();
    Files.writeString(path, file);
  }

  public static void main(String[] args) throws Exception {
    BenchReport report = new BenchReport("scale");
    int port = Host.freePort();
    try (Stage stage = new Stage("bench", BalancedPlatform.services(port, SCALE) + SLOW);
        Host host = stage.host("bench-host")) {
      ScaleBench bench = new ScaleBench(report, stage, host, port);
      host.start();
      BalancedPlatform.awaitAnswer(port);
      try (Traffic traffic = bench.steady()) {
        bench.cycles(traffic);
        bench.changes(traffic);
      }
      bench.retirement();
      bench.loadSteps();
    }
    LoadReportCost.measure(report);
    report.write();
    System.exit(0);
  }

  private Traffic steady() {
    return new Traffic()
        .keepingAlive(2, BalancedPlatform.run(port, "0.005"), PAUSE)
        .connectingAnew(1, BalancedPlatform.run(port, "0.005"), PAUSE)
        .keepingAlive(2, BalancedPlatform.run(port, "2"), PAUSE)
        .connectingAnew(1, BalancedPlatform.run(port, "2"), PAUSE);
  }

  private void cycles(Traffic traffic) throws Exception {
    List<Double> firstMs = new ArrayList<>();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      Instant begun = Instant.now();
      traffic.forgetFirstAnswerOf("3");
      scale("worker", 3);
      Stage.soon().until(() -> traffic.firstAnswerOf("3") != null);
      firstMs.add(ms(announced("ready", "worker_3", begun), traffic.firstAnswerOf("3")));
      scale("worker", 1);
      awaitRunning(1);
    }
    failures("%d cycles of 1 to 3 workers and back: failed".formatted(CYCLES), traffic);
    double slowest = Collections.max(firstMs);
    report
        .row(
            "worker announced ready to its first answer, slowest",
            "ms",
            slowest,
            "<= 500",
            slowest <= 500)
        .raw("medianMs", median(firstMs));
  }

  private void changes(Traffic traffic) throws Exception {
    scale("worker", 4);
    Stage.soon().until(() -> stage.status().phase().equals("alive") && running() == 4);
    traffic.forgetFailures();
    int wrong = 0;
    for (int change = 0; change < CHANGES; change++) {
      int number = change;
      boolean bad = java.util.Arrays.stream(NEVER_HEALTHY).anyMatch(n -> n == number);
      String changed =
          file.replace(
              "depends_on: [lb]", "depends_on: [lb]\n    environment: { V: \"" + change + "\" }");
      Files.writeString(
          stage.platform().file(),
          bad
              ? changed.replaceFirst(
                  "test: \\[\"CMD\", \"wget\"[^\\n]*", "test: [\"CMD\", \"false\"]")
              : changed);
      Host.Ended ended = host.run("up");
      boolean rolledBack = ended.exitCode() == 1 && ended.said().contains("rolled back");
      if (rolledBack != bad || (!bad && ended.exitCode() != 0)) {
        wrong++;
        System.err.println(
            "change " + change + " ended with " + ended.exitCode() + ": " + ended.said());
      }
    }
    failures("%d rolling changes of 4 workers: failed".formatted(CHANGES), traffic);
    report.row("  changes that did not end as they should", "", wrong, "= 0", wrong == 0);
  }

  /**
   * A long job on a worker that is retired, and many at once that take their whole grace to end.
   */
  private void retirement() throws Exception {
    scale("worker", 2);
    scale("slow", SLOW_WORKERS);
    awaitRunning(2);
    Stage.soon()
        .until(() -> running("slow") == SLOW_WORKERS && stage.status().phase().equals("alive"));
    // One for each worker: they take turns.
    List<CompletableFuture<HttpResponse<String>>> jobs = List.of(longJob(), longJob());
    TimeUnit.SECONDS.sleep(2);
    scale("worker", 1);
    scale("slow", 1);
    long begun = System.nanoTime();
    Stage.soon().until(() -> running("slow") == 1);
    double seconds = (System.nanoTime() - begun) / 1e9;
    report.row(
        "%d workers to 1, each with %d s of grace".formatted(SLOW_WORKERS, GRACE_S),
        "s",
        seconds,
        "<= " + 2 * GRACE_S,
        seconds <= 2 * GRACE_S);
    long done = 0;
    for (CompletableFuture<HttpResponse<String>> job : jobs) {
      done += job.handle((answer, e) -> e == null && answer.statusCode() == 200 ? 1 : 0).join();
    }
    report.row(
        "jobs of %d s lost, one of two on a retired worker".formatted(LONG_JOB_S),
        "",
        jobs.size() - done,
        "= 0",
        done == jobs.size());
    awaitRunning(1);
  }

  private CompletableFuture<HttpResponse<String>> longJob() {
    HttpRequest request =
        HttpRequest.newBuilder(BalancedPlatform.run(port, Integer.toString(LONG_JOB_S)))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private void failures(String name, Traffic traffic) {
    List<String> failed = traffic.failures();
    failed.stream().limit(5).forEach(System.err::println);
    report
        .row(name, "requests", failed.size(), "= 0", failed.isEmpty())
        .raw("answered", traffic.answered());
    traffic.forgetFailures();
  }

  /** Seven callers where there was one: four workers are needed where one was enough. */
  private void loadSteps() throws Exception {
    stage.order("worker", "release", "{}");
    List<Double> beyondMs = new ArrayList<>();
    List<Double> wholeMs = new ArrayList<>();
    List<Double> after = new ArrayList<>();
    int failed = 0;
    for (int step = 0; step < STEPS; step++) {
      awaitRunning(1);
      Instant begun = Instant.now();
      try (Traffic many =
          new Traffic()
              .keepingAlive(4, BalancedPlatform.run(port, "0.5"), PAUSE)
              .connectingAnew(3, BalancedPlatform.run(port, "0.5"), PAUSE)) {
        Stage.soon().until(() -> added(begun) != null);
        String slot = Integer.toString(added(begun).body().instance().slot());
        Stage.soon().until(() -> many.firstAnswerOf(slot) != null);
        double whole = ms(begun, many.firstAnswerOf(slot).minusMillis(500));
        wholeMs.add(whole);
        beyondMs.add(whole - ownStartMs(slot, begun));
        Stage.soon().until(() -> load() <= TARGET && running() >= 4);
        after.add(load());
        failed += many.failures().size();
      }
    }
    double slowest = Collections.max(beyondMs);
    double goal = WINDOW.plusSeconds(2).toMillis();
    report
        .row(
            "load step to first request on a new worker, less its own start, slowest",
            "ms",
            slowest,
            "<= %.0f".formatted(goal),
            slowest <= goal)
        .raw("medianMs", median(beyondMs))
        .raw("withOwnStartMedianMs", median(wholeMs))
        .raw("windowMs", WINDOW.toMillis());
    double highest = Collections.max(after);
    report.row(
        "  sessions per worker after the step, target 2", "", highest, "<= 2", highest <= TARGET);
    report.row("  failed", "requests", failed, "= 0", failed == 0);
  }

  /** The first worker but those that were there that was alive after a moment. */
  private Envelope<Decision.InstanceAlive> added(Instant since) {
    return stage.log().decisions().stream()
        .filter(
            d ->
                d.body() instanceof Decision.InstanceAlive alive
                    && alive.instance().module().equals("worker"))
        .filter(d -> d.time().isAfter(since))
        .findFirst()
        .map(d -> Envelope.of(d.id(), d.source(), d.time(), (Decision.InstanceAlive) d.body()))
        .orElse(null);
  }

  /** From the creation of its container, by the engine, to the proof that it lives. */
  private double ownStartMs(String slot, Instant since) {
    String container =
        stage.platform().engine().running(stage.name(), "worker").stream()
            .filter(c -> slot.equals(c.getLabels().get("rouse.slot")))
            .findFirst()
            .orElseThrow()
            .getId();
    Instant created = Instant.parse(stage.platform().engine().inspect(container).getCreated());
    return ms(created, added(since).time());
  }

  private Instant announced(String event, String worker, Instant since) throws Exception {
    for (var record : stage.cluster().read(Topics.withDefaultNames().loadBalancer())) {
      var said = Json.MAPPER.readTree(record.value());
      Instant at = Instant.ofEpochMilli(record.timestamp());
      if (at.isAfter(since)
          && event.equals(said.path("event").asText())
          && worker.equals(said.path("worker").asText())) {
        return at;
      }
    }
    throw new IllegalStateException(worker + " was not announced as " + event);
  }

  private double load() throws Exception {
    var scaling =
        stage.status().modules().stream()
            .filter(m -> m.module().equals("worker"))
            .findFirst()
            .orElseThrow()
            .scaling();
    return scaling.value() == null || scaling.ready() < 4 ? Double.MAX_VALUE : scaling.value();
  }

  private int running() {
    return running("worker");
  }

  private int running(String module) {
    return stage.platform().engine().running(stage.name(), module).size();
  }

  private void awaitRunning(int count) {
    Stage.soon().until(() -> running() == count);
  }

  private void scale(String module, int count) throws Exception {
    stage.order(module, "scale", "{\"replicas\":" + count + "}");
  }

  private static double ms(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }
}
