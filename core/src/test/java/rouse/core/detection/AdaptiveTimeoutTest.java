package rouse.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;

@DisplayName("R12 B2 A timeout that adapts to the intervals of the beats")
class AdaptiveTimeoutTest {
  private static final String APP = "ias/app/1";
  private static final Path PAGE = Path.of("../topology-docs/adaptive-timeout.md");
  private static final int LIVES = 40;
  private static final int BEATS = 600;

  /** What a sender does between two beats. */
  private interface Trace {
    long next(Random random);
  }

  private record Named(String name, Trace trace) {}

  private static final List<Named> TRACES =
      List.of(
          new Named("every 250 ms ± 10 %", r -> jitter(r, 250, 0.1)),
          new Named("every 1 s ± 5 %", r -> jitter(r, 1000, 0.05)),
          new Named(
              "every 1 s, one in a hundred late by 2–6 s",
              r -> r.nextInt(100) == 0 ? 3000 + r.nextInt(4000) : jitter(r, 1000, 0.05)),
          new Named(
              "every 1 s, one in ten lost",
              r -> {
                long gap = jitter(r, 1000, 0.05);
                while (r.nextInt(10) == 0) {
                  gap += jitter(r, 1000, 0.05);
                }
                return gap;
              }),
          new Named("every 3 s ± 10 %, as original modules", r -> jitter(r, 3000, 0.1)));

  private static long jitter(Random random, int mean, double share) {
    return Math.round(mean * (1 + share * (2 * random.nextDouble() - 1)));
  }

  /**
   * What came of one kind of timeout on one trace.
   *
   * @param alarms silences of what lived
   * @param latencies from a death to its silence
   */
  private record Result(int alarms, double hours, List<Long> latencies) {
    double perHour() {
      return alarms / hours;
    }

    long median() {
      return latencies.stream().sorted().toList().get(latencies.size() / 2);
    }

    long longest() {
      return latencies.stream().mapToLong(Long::longValue).max().orElseThrow();
    }
  }

  /** Lives that end in a death, one after the other; the same ones for every kind of timeout. */
  private static Result run(Trace trace, boolean adapts) {
    int alarms = 0;
    long lived = 0;
    List<Long> latencies = new ArrayList<>();
    for (int life = 0; life < LIVES; life++) {
      Random random = new Random(life);
      Log log = Log.watching(false);
      if (adapts) {
        log.watchAdapting(APP, 1, 1000, 30_000);
      } else {
        log.watch(APP, 1, 3000, 60_000);
      }
      long begun = log.now;
      for (int beat = 0; beat < BEATS; beat++) {
        log.beat(APP);
        log.passTo(log.now + trace.next(random));
      }
      alarms += silences(log);
      lived += log.now - begun;
      long died = log.now;
      log.beat(APP);
      long silent = 0;
      while (silent == 0) {
        log.pass(100);
        silent = silences(log) > 0 ? log.now : 0;
      }
      latencies.add(silent - died);
    }
    return new Result(alarms, lived / 3_600_000.0, latencies);
  }

  private static int silences(Log log) {
    return (int) log.witness.take().stream().filter(Fact.InstanceSilent.class::isInstance).count();
  }

  @Test
  @DisplayName("on the same traces as the fixed 3 s: false alarms and latency, as the page says")
  void sameTraces() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (Named each : TRACES) {
      Result fixed = run(each.trace(), false);
      Result adaptive = run(each.trace(), true);
      assertThat(adaptive.alarms()).as(each.name()).isLessThanOrEqualTo(fixed.alarms());
      rows.append(
          String.format(
              Locale.ROOT,
              "| %s | %.2f | %.1f s | %.1f s | %.2f | %.1f s | %.1f s |%n",
              each.name(),
              fixed.perHour(),
              fixed.median() / 1000.0,
              fixed.longest() / 1000.0,
              adaptive.perHour(),
              adaptive.median() / 1000.0,
              adaptive.longest() / 1000.0));
    }
    if (Boolean.getBoolean("rouse.docs.write")) {
      String page = Files.readString(PAGE);
      Files.writeString(
          PAGE, page.replaceAll("(?s)(\\|---[^\\n]*\\n).*?(\\n\\n|$)", "$1" + rows + "\n"));
    }
    assertThat(Files.readString(PAGE)).contains(rows.toString());
  }

  @Test
  @DisplayName("it is the longest until eight intervals were seen, and never beyond its bounds")
  void bounds() {
    Log log = Log.watching(false).watchAdapting(APP, 1, 2000, 10_000);
    log.beat(APP).pass(9_900);
    assertThat(silences(log)).isZero();
    log.pass(200);
    assertThat(silences(log)).isEqualTo(1);

    Log quick = Log.watching(false).watchAdapting(APP, 1, 2000, 10_000);
    for (int beat = 0; beat < 50; beat++) {
      quick.beat(APP).pass(200);
    }
    quick.beat(APP).pass(1_900);
    assertThat(silences(quick)).isZero();
    quick.pass(200);
    assertThat(silences(quick)).isEqualTo(1);
  }

  @Test
  @DisplayName("another process begins with the longest and learns anew")
  void restart() {
    Log log = Log.watching(false).watchAdapting(APP, 1, 1000, 8_000);
    for (int beat = 0; beat < 50; beat++) {
      log.beat(APP).pass(300);
    }
    log.restart(false).tick().pass(5_000);
    assertThat(silences(log)).isZero();
    log.pass(10_000);
    assertThat(silences(log)).isEqualTo(1);
  }

  @Test
  @DisplayName("the time between the last beat of a container and the first of the next counts not")
  void successor() {
    Log log = Log.watching(false).watchAdapting(APP, 1, 1000, 30_000);
    for (int beat = 0; beat < 50; beat++) {
      log.beat(APP).pass(500);
    }
    log.watchAdapting(APP, 2, 1000, 30_000).pass(20_000);
    for (int beat = 0; beat < 3; beat++) {
      log.beat(APP).pass(500);
    }
    log.pass(3_000);
    assertThat(silences(log)).isEqualTo(1);
  }
}
