package rouse.streams.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import rouse.core.detection.LedgerView.Counters;
import rouse.streams.liveness.LivenessView;
import rouse.streams.query.NotReady;

/** What the observer counted, by partition, asked for at each scrape. */
public final class LivenessMeters implements Consumer<MeterRegistry> {
  private final Supplier<LivenessView> ledgers;
  private final MultiGauge observer;
  private final MultiGauge beats;

  public LivenessMeters(MeterRegistry registry, Supplier<LivenessView> ledgers) {
    this.ledgers = ledgers;
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
    try {
      LivenessView view = ledgers.get();
      view.observers()
          .forEach(
              (partition, state) ->
                  states.add(
                      Row.of(
                          Tags.of("partition", partition.toString()),
                          state == rouse.core.detection.ObserverState.WATCHING ? 1 : 0)));
      view.counters().forEach((partition, counters) -> counts.addAll(rows(partition, counters)));
    } catch (NotReady e) {
      // A scrape while the app starts shows nothing of the observer, which is the truth.
      states.clear();
    }
    observer.register(states, true);
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
