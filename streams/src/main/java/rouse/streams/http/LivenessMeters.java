package rouse.streams.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import rouse.core.detection.LedgerView.Counters;
import rouse.core.detection.ObserverState;
import rouse.streams.liveness.LivenessView;
import rouse.streams.query.NotReady;

/** What the observer counted, by partition, asked for at each scrape. */
public final class LivenessMeters implements Consumer<MeterRegistry> {
  private final Supplier<LivenessView> ledgers;
  private final MultiGauge observer;
  private final MultiGauge state;
  private final MultiGauge lag;
  private final MultiGauge beats;
  private final InstantSource clock;

  /**
   * @param clock to say how old the newest tick is; the broker's clock is taken to agree with it
   */
  public LivenessMeters(
      MeterRegistry registry, Supplier<LivenessView> ledgers, InstantSource clock) {
    this.ledgers = ledgers;
    this.clock = clock;
    this.state =
        MultiGauge.builder("rouse.observer.state")
            .description("1 for the state that this process's observer is in, 0 for the others")
            .register(registry);
    this.lag =
        MultiGauge.builder("rouse.observer.lag")
            .baseUnit("seconds")
            .description("age of the newest tick that was read, by partition")
            .register(registry);
    this.observer =
        MultiGauge.builder("rouse.observer.watching")
            .description("1 while silence can be judged in this partition")
            .register(registry);
    this.beats =
        MultiGauge.builder("rouse.beats")
            .description("beats that were read since the task began, by what they were")
            .register(registry);
  }

  @Override
  public void accept(MeterRegistry registry) {
    List<Row<?>> states = new ArrayList<>();
    List<Row<?>> counts = new ArrayList<>();
    List<Row<?>> whole = new ArrayList<>();
    List<Row<?>> ages = new ArrayList<>();
    try {
      LivenessView view = ledgers.get();
      view.observers()
          .forEach(
              (partition, state) ->
                  states.add(
                      Row.of(
                          Tags.of("partition", partition.toString()),
                          state == ObserverState.WATCHING ? 1 : 0)));
      for (ObserverState one : ObserverState.values()) {
        String name = one.name().toLowerCase(Locale.ROOT);
        whole.add(Row.of(Tags.of("state", name), one == view.observer() ? 1 : 0));
      }
      Instant now = clock.instant();
      view.newestTicks()
          .forEach(
              (partition, tick) ->
                  ages.add(
                      Row.of(
                          Tags.of("partition", partition.toString()),
                          Math.max(0, Duration.between(tick, now).toMillis()) / 1e3)));
      view.counters().forEach((partition, counters) -> counts.addAll(rows(partition, counters)));
    } catch (NotReady e) {
      // A scrape while the app starts shows nothing of the observer, which is the truth.
      states.clear();
      whole.clear();
      ages.clear();
    }
    observer.register(states, true);
    state.register(whole, true);
    lag.register(ages, true);
    beats.register(counts, true);
  }

  private static List<Row<?>> rows(int partition, Counters counters) {
    List<Row<?>> rows = new ArrayList<>();
    Map.of(
            "life", counters.beats(),
            "repeat", counters.repeats(),
            "outdated", counters.outdated(),
            "early", counters.early(),
            "stranger", counters.strangers())
        .forEach(
            (kind, count) ->
                rows.add(
                    Row.of(
                        Tags.of("partition", Integer.toString(partition), "kind", kind), count)));
    return rows;
  }
}
