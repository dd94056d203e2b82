package rouse.bench;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import rouse.bench.scale.LoadSteps;
import rouse.bench.scale.Retirement;
import rouse.bench.scale.RollingChanges;
import rouse.bench.scale.RulesOnLogTime;
import rouse.bench.scale.ScaledPlatform;
import rouse.bench.scale.UpDownCycles;
import rouse.it.boot.BalancedPlatform;
import rouse.it.boot.Host;
import rouse.it.boot.Stage;

/**
 * Workers that come and go behind a real HAProxy: requests that fail while they are scaled and
 * updated, how soon load is followed, and what load reports cost. Rows that only count or wait run
 * side by side, each on a platform of its own; those that measure a time have the machine alone.
 */
public final class ScaleBench {
  private static final int CYCLES = Integer.getInteger("bench.cycles", 20);
  private static final int CHANGES = Integer.getInteger("bench.changes", 10);
  private static final int STEPS = Integer.getInteger("bench.steps", 3);
  private static final int SLOW_WORKERS = Integer.getInteger("bench.slow", 20);
  private static final String BY_HAND = "{ min: 1, max: 6, drain: 50s }";

  private ScaleBench() {}

  public static void main(String[] args) throws Exception {
    BenchReport report = new BenchReport("scale");
    int[] ports = {Host.freePort(), Host.freePort(), Host.freePort(), Host.freePort()};
    String updated =
        BalancedPlatform.services(ports[1], BY_HAND)
            .replaceFirst("scale:", RollingChanges.UPDATE + "\n    scale:");
    String slow = BalancedPlatform.services(ports[2], BY_HAND) + Retirement.SLOW;
    String followed = BalancedPlatform.services(ports[3], LoadSteps.SCALE);
    Stage stage = new Stage("cycles", BalancedPlatform.services(ports[0], BY_HAND));
    try (ScaledPlatform cycled = ScaledPlatform.start(stage, ports[0])) {
      UpDownCycles cycles = new UpDownCycles(cycled.awaitAnswer(), CYCLES);
      part("cycles", cycles::run).call();
      cycles.report(report);
      try (ScaledPlatform changed = cycled.beside("changes", updated, ports[1]);
          ScaledPlatform retired = cycled.beside("retired", slow, ports[2])) {
        RollingChanges changes = new RollingChanges(changed.awaitAnswer(), CHANGES);
        Retirement retirement = new Retirement(retired.awaitAnswer(), SLOW_WORKERS);
        sideBySide(List.of(part("changes", changes::run), part("retirement", retirement::run)));
        changes.report(report);
        retirement.report(report);
      }
      try (ScaledPlatform loaded = cycled.beside("loaded", followed, ports[3])) {
        LoadSteps steps = new LoadSteps(loaded.awaitAnswer(), STEPS);
        part("load steps", steps::run).call();
        steps.report(report);
      }
    }
    RulesOnLogTime.report(report);
    LoadReportCost.measure(report);
    report.write();
    System.exit(0);
  }

  /** What may throw. */
  private interface Part {
    void run() throws Exception;
  }

  private static Callable<Void> part(String name, Part part) {
    return () -> {
      long begun = System.nanoTime();
      part.run();
      System.err.printf("%s took %.0f s%n", name, (System.nanoTime() - begun) / 1e9);
      return null;
    };
  }

  private static void sideBySide(List<Callable<Void>> parts) throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (Future<Void> part : threads.invokeAll(parts)) {
        part.get();
      }
    }
  }
}
