package rouse.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of seeds, each a platform with its troubles: the same ones in every run, and with {@code
 * -Drouse.seeds=200} some that nobody has tried before. {@code scripts/simulate} runs thousands,
 * and shrinks what fails.
 */
class SimulationTest {
  private static final int FIXED = 300;
  private static final int FRESH = Integer.getInteger("rouse.seeds", 0);

  private final AtomicInteger commands = new AtomicInteger();
  private final AtomicInteger relapses = new AtomicInteger();

  @Test
  @DisplayName(
      "B13 R28 R38 whatever happens: no false restart, order kept, all recovered in the end")
  void seeds() {
    LongStream.rangeClosed(1, FIXED).parallel().forEach(this::run);
    assertThat(commands.get())
        .as("commands in all runs: the simulation does something")
        .isGreaterThan(6000);
    assertThat(relapses.get()).as("what recovered and failed again").isGreaterThan(300);
    new Random().longs(FRESH, 0, Integer.MAX_VALUE).parallel().forEach(this::run);
  }

  private void run(long seed) {
    SimPlan plan = SimPlan.of(seed);
    Simulation simulation = new Simulation(plan);
    try {
      simulation.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed %d fails; run it again, and shrink it, with %s%n%s%n%s"
              .formatted(
                  seed, plan.command(), String.join("\n", simulation.story(60)), e.getMessage()),
          e);
    }
    commands.addAndGet(simulation.commands());
    relapses.addAndGet(simulation.relapses());
  }
}
