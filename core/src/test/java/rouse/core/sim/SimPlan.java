package rouse.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that a run is made from: a seed and how long things go wrong. What goes wrong when follows
 * from these; some of it may be left out, to find what a failure needs.
 *
 * @param noise whether records, commands and outcomes are lost and repeated at any time
 */
record SimPlan(long seed, int minutes, List<SimFault> faults, boolean noise) {
  static final int MINUTES = 8;
  private static final int BETWEEN_MS = 8_000;
  private static final int FIRST_MS = 50;

  static SimPlan of(long seed) {
    return of(seed, MINUTES);
  }

  static SimPlan of(long seed, int minutes) {
    Random random = new Random(seed ^ 0x5DEECE66DL);
    List<SimFault> faults = new ArrayList<>();
    long at = FIRST_MS;
    while (true) {
      at += (long) (-Math.log(1 - random.nextDouble()) * BETWEEN_MS);
      if (at >= minutes * 60_000L) {
        return new SimPlan(seed, minutes, faults, true);
      }
      faults.add(new SimFault(faults.size() + 1, at, SimFault.Kind.any(random), random.nextLong()));
    }
  }

  SimPlan with(List<SimFault> others) {
    return new SimPlan(seed, minutes, others, noise);
  }

  SimPlan only(Set<Integer> numbers) {
    return with(faults.stream().filter(f -> numbers.contains(f.number())).toList());
  }

  SimPlan quiet() {
    return new SimPlan(seed, minutes, faults, false);
  }

  /** When the last of it begins; all is over a while later. */
  SimPlan shortened() {
    long last = faults.isEmpty() ? 0 : faults.getLast().at();
    return new SimPlan(seed, (int) Math.min(minutes, last / 60_000 + 1), faults, noise);
  }

  /** What a user types to run it again. */
  String command() {
    boolean whole = faults.size() == of(seed, minutes).faults().size();
    String numbers =
        faults.stream().map(f -> String.valueOf(f.number())).collect(Collectors.joining(","));
    return "scripts/simulate --seed "
        + seed
        + (minutes == MINUTES ? "" : " --minutes " + minutes)
        + (whole ? "" : " --faults " + (numbers.isEmpty() ? "none" : numbers))
        + (noise ? "" : " --quiet");
  }
}
