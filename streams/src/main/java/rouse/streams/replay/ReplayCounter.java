package rouse.streams.replay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what {@link ReplayGuard} skips of one input. */
public final class ReplayCounter implements Runnable {
  private final Counter counter;

  public ReplayCounter(MeterRegistry registry, String input) {
    this.counter =
        Counter.builder("rouse.inputs.replayed")
            .description(
                "records that were read once more, since the offsets of the group were lost, and"
                    + " skipped")
            .tag("input", input)
            .register(registry);
  }

  @Override
  public void run() {
    counter.increment();
  }
}
