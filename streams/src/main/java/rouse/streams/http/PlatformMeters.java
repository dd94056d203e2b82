package rouse.streams.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.streams.query.NotReady;

/** How the platforms that this process decides about are, asked for at each scrape. */
public final class PlatformMeters implements Consumer<MeterRegistry> {
  private final Supplier<List<PlatformStatus>> platforms;
  private final MultiGauge instances;
  private final MultiGauge incidents;

  /**
   * @param platforms those of this process; each is counted by one process of the group
   */
  public PlatformMeters(MeterRegistry registry, Supplier<List<PlatformStatus>> platforms) {
    this.platforms = platforms;
    this.instances =
        MultiGauge.builder("rouse.instances")
            .description("instances by platform and observed state")
            .register(registry);
    this.incidents =
        MultiGauge.builder("rouse.incidents.open")
            .description("instances whose incident is not over")
            .register(registry);
  }

  @Override
  public void accept(MeterRegistry registry) {
    List<Row<?>> states = new ArrayList<>();
    List<Row<?>> open = new ArrayList<>();
    try {
      for (PlatformStatus platform : platforms.get()) {
        Map<String, Integer> counts = new TreeMap<>();
        int troubled = 0;
        for (InstanceStatus instance :
            platform.modules().stream().flatMap(m -> m.instances().stream()).toList()) {
          counts.merge(instance.observed(), 1, Integer::sum);
          troubled += instance.incident() == null ? 0 : 1;
        }
        counts.forEach(
            (state, count) ->
                states.add(
                    Row.of(Tags.of("platform", platform.platform(), "state", state), count)));
        open.add(Row.of(Tags.of("platform", platform.platform()), troubled));
      }
    } catch (NotReady e) {
      // A scrape while the app starts shows nothing, which is the truth.
      states.clear();
      open.clear();
    }
    instances.register(states, true);
    incidents.register(open, true);
  }
}
