package rouse.bench.scale;

import static rouse.bench.scale.ScaledPlatform.median;
import static rouse.bench.scale.ScaledPlatform.ms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import rouse.bench.BenchReport;
import rouse.it.Traffic;
import rouse.it.boot.Stage;

/** From one worker to three and back, again and again, while requests come. */
public final class UpDownCycles {
  private final ScaledPlatform platform;
  private final int cycles;
  private final List<Double> firstMs = new ArrayList<>();
  private final Traffic traffic;

  public UpDownCycles(ScaledPlatform platform, int cycles) {
    this.platform = platform;
    this.cycles = cycles;
    this.traffic = platform.steady();
  }

  public void run() throws Exception {
    try (traffic) {
      for (int cycle = 0; cycle < cycles; cycle++) {
        Instant begun = Instant.now();
        traffic.forgetFirstAnswerOf("3");
        platform.scale("worker", 3);
        Stage.soon().until(() -> traffic.firstAnswerOf("3") != null);
        firstMs.add(ms(platform.announced("ready", "worker_3", begun), traffic.firstAnswerOf("3")));
        platform.scale("worker", 1);
        platform.awaitRunning("worker", 1);
      }
    }
  }

  public void report(BenchReport report) {
    String name = "%d cycles of 1 to 3 workers and back: failed".formatted(cycles);
    ScaledPlatform.failures(report, name, traffic);
    double slowest = Collections.max(firstMs);
    report
        .row(
            "worker announced ready to its first answer, slowest",
            "ms",
            slowest,
            "<= 500",
            slowest <= 500)
        .raw("medianMs", median(firstMs))
        .raw("all", firstMs);
  }
}
