package rouse.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.core.detection.SilenceLedger;
import rouse.core.detection.StoredWatch;
import rouse.core.detection.TransitionListener;

/** What a tick costs with nobody silent, and how much heap a watched instance takes. */
public final class LedgerBench {
  private static final int FEW = 10_000;
  private static final int MANY = 1_000_000;
  private static final int ROUNDS = 15;
  private static final int TICKS = 20_000;
  private static final long ALL_TICKS = (ROUNDS + 1L) * TICKS;
  private static final long WITHIN_TIMEOUT_MS = 2_900;
  private static final Watch WATCH =
      new Watch(1, Duration.ofSeconds(3), Duration.ofSeconds(60), null);
  private static final long START = 1_769_850_000_000L;

  private final SilenceLedger ledger = new SilenceLedger(true, 0, new Nobody());
  private long offset;
  private long ticks;

  /** Nobody listens: what is told and remembered is counted elsewhere. */
  private static final class Nobody implements TransitionListener {
    @Override
    public void tell(String id, Fact fact) {}

    @Override
    public void remember(String key, StoredWatch entry) {}

    @Override
    public void forget(String key) {}
  }

  private LedgerBench(int instances) {
    ledger.tick(true, START, offset++);
    for (int i = 1; i <= instances; i++) {
      String key = "platform/module_" + i % 100 + "/" + i;
      ledger.watch(key, WATCH, START, offset++);
      ledger.beat(key.getBytes(UTF_8), Beat.of(1, 1), null, START, offset++);
    }
  }

  public static void main(String[] args) {
    BenchReport report = new BenchReport("ledger");
    long before = usedHeap();
    LedgerBench many = new LedgerBench(MANY);
    double bytes = (usedHeap() - before) / (double) MANY;
    LedgerBench few = new LedgerBench(FEW);
    double[] ofFew = new double[ROUNDS];
    double[] ofMany = new double[ROUNDS];
    few.nanosPerTick();
    many.nanosPerTick();
    for (int i = 0; i < ROUNDS; i++) {
      ofFew[i] = few.nanosPerTick();
      ofMany[i] = many.nanosPerTick();
    }
    double ratio = best(ofMany) / best(ofFew);
    report
        .row("cost of a tick, 10,000 -> 1,000,000 instances", "x", ratio, "<= 1.3", ratio <= 1.3)
        .raw("nanosAt10000", best(ofFew))
        .raw("nanosAt1000000", best(ofMany))
        .raw("rounds", ROUNDS);
    report
        .row("heap per watched instance, at 1,000,000", "bytes", bytes, "<= 300", bytes <= 300)
        .raw("instances", MANY);
    report.write();
  }

  /** Ticks within the timeout: everybody is looked for, nobody is overdue. */
  private double nanosPerTick() {
    long begun = System.nanoTime();
    for (int i = 0; i < TICKS; i++) {
      ledger.tick(true, START + ticks++ * WITHIN_TIMEOUT_MS / ALL_TICKS, offset++);
    }
    return (System.nanoTime() - begun) / (double) TICKS;
  }

  /** What disturbs a round makes it slower, never faster. */
  private static double best(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
