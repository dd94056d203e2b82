package rouse.bench.scale;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import rouse.bench.BenchReport;
import rouse.it.boot.BalancedPlatform;
import rouse.it.boot.Stage;

/** A long job on a worker that is retired, and many at once that take their whole grace to end. */
public final class Retirement {
  private static final int GRACE_S = 60;

  /** Beyond the grace: nineteen stops and removals by the engine, and what tells of them. */
  private static final int MOST_S = GRACE_S + 15;

  private static final int LONG_JOB_S = 40;

  /** A module whose workers do not end when they are asked to. */
  public static final String SLOW =
      """
      slow:
        image: BEATER
        command: ["sh", "-c", "trap '' TERM; while :; do sleep 1; done"]
        stop_grace_period: %ds
        x-rouse:
          kind: worker
          scale: { min: 1, max: 20 }
      """
          .formatted(GRACE_S);

  private final ScaledPlatform platform;
  private final int workers;
  private double seconds;
  private int lost;
  private int jobs;

  /**
   * @param workers so many that are slow
   */
  public Retirement(ScaledPlatform platform, int workers) {
    this.platform = platform;
    this.workers = workers;
  }

  public void run() throws Exception {
    platform.scale("worker", 2);
    platform.scale("slow", workers);
    platform.awaitRunning("worker", 2);
    platform.awaitAlive("slow", workers);
    // One for each worker: they take turns.
    List<CompletableFuture<Boolean>> underWay = List.of(longJob(), longJob());
    TimeUnit.SECONDS.sleep(2);
    platform.scale("worker", 1);
    platform.scale("slow", 1);
    long begun = System.nanoTime();
    Stage.soon().until(() -> platform.running("slow") == 1);
    seconds = (System.nanoTime() - begun) / 1e9;
    jobs = underWay.size();
    for (CompletableFuture<Boolean> job : underWay) {
      lost += job.join() ? 0 : 1;
    }
    platform.awaitRunning("worker", 1);
  }

  /** Whether it was answered. */
  private CompletableFuture<Boolean> longJob() {
    HttpRequest request =
        HttpRequest.newBuilder(BalancedPlatform.run(platform.port(), Integer.toString(LONG_JOB_S)))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient()
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .handle((answer, e) -> e == null && answer.statusCode() == 200);
  }

  public void report(BenchReport report) {
    report.row(
        "%d workers to 1, each with %d s of grace".formatted(workers, GRACE_S),
        "s",
        seconds,
        "<= " + MOST_S,
        seconds <= MOST_S);
    report
        .row(
            "jobs of %d s lost, one of two on a retired worker".formatted(LONG_JOB_S),
            "",
            lost,
            "= 0",
            lost == 0)
        .raw("jobs", jobs);
  }
}
