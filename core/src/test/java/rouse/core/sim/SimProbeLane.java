package rouse.core.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact.HealthProbed;

/** Health checks that are run once more, beside all commands; some answers are late or lost. */
final class SimProbeLane {
  private static final double LOST = 0.1;
  private static final int LATEST_MS = 1_500;
  private final SimExecutor executor;
  private final Random random;
  private final SimLog log;
  private final List<Waiting> waiting = new ArrayList<>();

  private record Waiting(Decision.HealthProbeOrdered ordered, long from, long due) {}

  SimProbeLane(SimExecutor executor, Random random, SimLog log) {
    this.executor = executor;
    this.random = random;
    this.log = log;
  }

  void receive(long now, Decision.HealthProbeOrdered ordered) {
    if (random.nextDouble() >= LOST) {
      waiting.add(new Waiting(ordered, now, now + 10 + random.nextInt(LATEST_MS)));
    }
  }

  /** Whoever dies takes them with it. */
  void clear() {
    waiting.clear();
  }

  void step(long now) {
    for (Waiting each : waiting.isEmpty() ? List.<Waiting>of() : List.copyOf(waiting)) {
      if (each.due() <= now) {
        waiting.remove(each);
        answer(now, each);
      }
    }
  }

  private void answer(long now, Waiting each) {
    Decision.HealthProbeOrdered ordered = each.ordered();
    SimContainer c = executor.engine.container(ordered.instance());
    boolean there = c != null && c.running && c.incarnation == ordered.incarnation();
    String result =
        !there
            ? HealthProbed.GONE
            : c.paused ? HealthProbed.NOT_RUN : c.hung ? hung() : HealthProbed.HEALTHY;
    log.send(
        now,
        "outcome/" + ordered.commandId(),
        new HealthProbed(
            ordered.commandId(),
            ordered.instance(),
            ordered.incarnation(),
            result,
            Duration.ofMillis(now - each.from()),
            null,
            executor.host));
  }

  private String hung() {
    return random.nextBoolean() ? HealthProbed.UNHEALTHY : HealthProbed.TIMED_OUT;
  }
}
