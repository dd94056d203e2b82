package rouse.core.detection;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A ledger as other threads may read it: everything up to the newest tick, and perhaps some of what
 * came after.
 */
public final class LedgerView {
  private final InstanceRegistry roll;
  private final LedgerCounters tally;

  LedgerView(InstanceRegistry roll, LedgerCounters tally) {
    this.roll = roll;
    this.tally = tally;
  }

  /** What is known of an instance or host; empty when it is not on this ledger. */
  public Optional<InstanceLiveness> find(String key) {
    long now = tally.newestTick();
    return Optional.ofNullable(roll.find(key)).map(pulse -> InstanceLiveness.of(pulse, now));
  }

  /** All of one platform, in no order; walks over the whole ledger. */
  public void forEachOf(String platform, Consumer<InstanceLiveness> reader) {
    long now = tally.newestTick();
    roll.forEach(
        pulse -> {
          if (pulse.platform.name.equals(platform)) {
            reader.accept(InstanceLiveness.of(pulse, now));
          }
        });
  }

  /** How many instances and hosts it holds. */
  public int size() {
    return roll.size();
  }

  /** Broker time of the newest tick; empty before the first. */
  public Optional<Instant> newestTick() {
    long at = tally.newestTick();
    return at == LogClock.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at));
  }

  public ObserverState observer() {
    return tally.state();
  }

  /** What was counted since this run began. */
  public Counters counters() {
    return new Counters(tally.beats, tally.repeats, tally.outdated, tally.early, tally.strangers);
  }

  /**
   * Counts since this run began.
   *
   * @param beats that were new life
   * @param repeats of a message already seen
   * @param outdated from older incarnations
   * @param early from newer incarnations that no watch expects yet
   * @param strangers from undeclared instances, while adoption is off
   */
  public record Counters(long beats, long repeats, long outdated, long early, long strangers) {}
}
