package rouse.bench.scale;

import static rouse.bench.scale.ScaledPlatform.PAUSE;
import static rouse.bench.scale.ScaledPlatform.median;
import static rouse.bench.scale.ScaledPlatform.ms;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import rouse.bench.BenchReport;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.it.Traffic;
import rouse.it.boot.BalancedPlatform;
import rouse.it.boot.Stage;

/** Seven callers where there was one: four workers are needed where one was enough. */
public final class LoadSteps {
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final double TARGET = 2;

  /** How the workers are scaled. */
  public static final String SCALE =
      "{ min: 1, max: 6, metric: sessions, target: 2, window: 3s, down: { stabilize: 4s },"
          + " drain: 50s }";

  private final ScaledPlatform platform;
  private final int steps;
  private final List<Double> beyondMs = new ArrayList<>();
  private final List<Double> wholeMs = new ArrayList<>();
  private final List<Double> after = new ArrayList<>();
  private int failed;

  public LoadSteps(ScaledPlatform platform, int steps) {
    this.platform = platform;
    this.steps = steps;
  }

  public void run() throws Exception {
    for (int step = 0; step < steps; step++) {
      platform.awaitRunning("worker", 1);
      Instant begun = Instant.now();
      try (Traffic many =
          new Traffic()
              .keepingAlive(4, BalancedPlatform.run(platform.port(), "0.5"), PAUSE)
              .connectingAnew(3, BalancedPlatform.run(platform.port(), "0.5"), PAUSE)) {
        Stage.soon().until(() -> added(begun) != null);
        String slot = Integer.toString(added(begun).body().instance().slot());
        Stage.soon().until(() -> many.firstAnswerOf(slot) != null);
        double whole = ms(begun, many.firstAnswerOf(slot).minusMillis(500));
        wholeMs.add(whole);
        beyondMs.add(whole - ownStartMs(slot, begun));
        Stage.soon().until(() -> load() <= TARGET && platform.running("worker") >= 4);
        after.add(load());
        failed += many.failures().size();
      }
    }
  }

  public void report(BenchReport report) {
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
    return platform.stage().log().decisions().stream()
        .filter(d -> d.body() instanceof Decision.InstanceAlive alive && isOurs(alive))
        .filter(d -> d.time().isAfter(since))
        .findFirst()
        .map(d -> Envelope.of(d.id(), d.source(), d.time(), (Decision.InstanceAlive) d.body()))
        .orElse(null);
  }

  private boolean isOurs(Decision.InstanceAlive alive) {
    return alive.instance().platform().equals(platform.stage().name())
        && alive.instance().module().equals("worker");
  }

  /** From the creation of its container, by the engine, to the proof that it lives. */
  private double ownStartMs(String slot, Instant since) {
    var engine = platform.stage().platform().engine();
    String container =
        engine.running(platform.stage().name(), "worker").stream()
            .filter(c -> slot.equals(c.getLabels().get("rouse.slot")))
            .findFirst()
            .orElseThrow()
            .getId();
    return ms(Instant.parse(engine.inspect(container).getCreated()), added(since).time());
  }

  private double load() throws Exception {
    var scaling = platform.module("worker").scaling();
    return scaling.value() == null || scaling.ready() < 4 ? Double.MAX_VALUE : scaling.value();
  }
}
