package rouse.streams.action.memory;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Envelope;
import rouse.contracts.topic.Topics;
import rouse.streams.action.ActionQueries;
import rouse.streams.intake.Intake;
import rouse.streams.intake.RawIntake;
import rouse.streams.outlet.LayoutSerde;
import rouse.streams.replay.ReplayCounter;
import rouse.streams.replay.ReplayGuard;

/**
 * Remembers displays by service and deliveries by recipient, so that they can be asked for. It
 * reads them back from their topics, because there they stand in the partition of their key, where
 * any instance finds their owner.
 */
public final class MemoryTopology {
  /** Of a recipient all that are remembered must go into one record of the store's log. */
  private static final int LARGEST_DELIVERY = Topics.LARGEST_RECORD / (Deliveries.MOST + 10);

  private final Topics topics;
  private final boolean inMemory;
  private final MeterRegistry registry;

  /**
   * @param inMemory deliveries are kept in memory alone, and read from their log at a start
   */
  public MemoryTopology(Topics topics, boolean inMemory, MeterRegistry registry) {
    this.topics = topics;
    this.inMemory = inMemory;
    this.registry = registry;
  }

  public void addTo(Topology topology) {
    RawIntake displays =
        new RawIntake(
            "displays",
            List.of(topics.userDisplays().name()),
            AutoOffsetReset.earliest(),
            topics.deadLetters());
    String remember = "remember_displays";
    displays.addStoreTo(
        topology,
        new DisplayMemory.Builder(),
        remember,
        () -> new RememberDisplays(displays.deadLetterSink()));
    displays.addDeadLetterSinkTo(topology, remember);

    Intake<String, Envelope<Delivery>> deliveries =
        Intake.ofEvents("deliveries", Delivery.class, topics.deliveries(), topics)
            .atMost(LARGEST_DELIVERY);
    deliveries.addTo(topology, "guard_deliveries");
    topology.addProcessor(
        "guard_deliveries",
        ReplayGuard.<String, Envelope<Delivery>>supplier(
            "deliveries-positions", new ReplayCounter(registry, "deliveries")),
        deliveries.node());
    topology.addProcessor(
        "remember_deliveries",
        new Remember<>(
            Set.of(
                Stores.keyValueStoreBuilder(
                        inMemory
                            ? Stores.inMemoryKeyValueStore(ActionQueries.DELIVERIES)
                            : Stores.persistentKeyValueStore(ActionQueries.DELIVERIES),
                        Serdes.String(),
                        LayoutSerde.first(Deliveries.class))
                    .withLoggingEnabled(Map.of()),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(ActionQueries.COUNTS),
                        Serdes.String(),
                        Serdes.Long())
                    .withLoggingEnabled(Map.of()),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(ActionQueries.CHANNELS),
                        Serdes.String(),
                        LayoutSerde.first(ChannelState.class))
                    .withLoggingEnabled(Map.of())),
            RememberDeliveries::new),
        "guard_deliveries");
  }

  /** {@code mail/sent}. */
  static String countKey(Delivery delivery) {
    return (delivery.channel() + "/" + delivery.outcome()).toLowerCase(Locale.ROOT);
  }

  private record Remember<V>(
      Set<StoreBuilder<?>> stores,
      java.util.function.Supplier<Processor<String, V, Void, Void>> processor)
      implements ProcessorSupplier<String, V, Void, Void> {
    @Override
    public Processor<String, V, Void, Void> get() {
      return processor.get();
    }
  }
}
