package rouse.streams.action;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import rouse.streams.query.NotReady;

/** Deliveries by channel and outcome, asked for at each scrape; they outlive restarts. */
public final class ActionMeters implements Consumer<MeterRegistry> {
  private final Supplier<Map<String, Long>> counts;
  private final MultiGauge deliveries;

  public ActionMeters(MeterRegistry registry, Supplier<Map<String, Long>> counts) {
    this.counts = counts;
    this.deliveries =
        MultiGauge.builder("rouse.deliveries.recorded")
            .description("deliveries in this instance's partitions, by channel and outcome")
            .register(registry);
  }

  @Override
  public void accept(MeterRegistry registry) {
    List<Row<?>> rows = new ArrayList<>();
    try {
      counts
          .get()
          .forEach(
              (key, count) -> {
                int slash = key.indexOf('/');
                rows.add(
                    Row.of(
                        Tags.of(
                            "channel", key.substring(0, slash),
                            "outcome", key.substring(slash + 1)),
                        count));
              });
    } catch (NotReady e) {
      // Nothing is known yet, and nothing is shown.
      rows.clear();
    }
    deliveries.register(rows, true);
  }
}
