package rouse.bench.scale;

import java.util.ArrayList;
import java.util.List;
import rouse.bench.BenchReport;
import rouse.core.decide.SquareWave;
import rouse.core.scale.HpaCase;

/** The rules alone: what the decider does with load, on virtual time. */
public final class RulesOnLogTime {
  private static final int[] HALF_WAVES_S = {10, 20, 30, 45, 60, 90, 115};

  private RulesOnLogTime() {}

  public static void report(BenchReport report) {
    List<HpaCase> table = HpaCase.table();
    List<HpaCase> differing = table.stream().filter(c -> !c.isEqual()).toList();
    differing.forEach(System.err::println);
    report
        .row(
            "HPA conformance: cases of %d that differ".formatted(table.size()),
            "cases",
            differing.size(),
            "= 0",
            differing.isEmpty() && table.size() >= 60)
        .raw("cases", table.size());
    List<SquareWave> waves = new ArrayList<>();
    for (int half : HALF_WAVES_S) {
      waves.add(SquareWave.run(half));
    }
    long downs = waves.stream().mapToLong(SquareWave::mostDownsInOneWindow).max().orElseThrow();
    int fewest = waves.stream().mapToInt(SquareWave::fewest).min().orElseThrow();
    report
        .row(
            "%d square waves of 10 min: scale-downs in a stabilisation window"
                .formatted(waves.size()),
            "at most",
            downs,
            "<= 1",
            downs <= 1)
        .raw("changes", waves.stream().map(w -> w.changes().size()).toList());
    report.row(
        "  fewest workers, of %d at least".formatted(SquareWave.MIN),
        "",
        fewest,
        ">= " + SquareWave.MIN,
        fewest >= SquareWave.MIN);
  }
}
