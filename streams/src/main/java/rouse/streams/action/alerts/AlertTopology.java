package rouse.streams.action.alerts;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.topic.Topics;
import rouse.core.alert.AlertBook;
import rouse.streams.action.ActionSettings;
import rouse.streams.intake.Intake;
import rouse.streams.intake.RawIntake;
import rouse.streams.outlet.LayoutSerde;
import rouse.streams.replay.ReplayCounter;
import rouse.streams.replay.ReplayGuard;

/** From alerts that were decided to the few messages that people get of them. */
public final class AlertTopology {
  private static final String GATHER = "gather_alerts";
  private static final String GUARD = "guard_decisions";
  private static final String COUNT = "count_dead_letters";
  private final ActionSettings settings;
  private final Topics topics;
  private final MeterRegistry registry;

  public AlertTopology(ActionSettings settings, Topics topics, MeterRegistry registry) {
    this.settings = settings;
    this.topics = topics;
    this.registry = registry;
  }

  public void addTo(Topology topology) {
    Intake<String, Envelope<Decision>> decisions =
        Intake.ofEvents("decisions", Decision.class, topics.decisions(), topics);
    decisions.addTo(topology, GUARD);
    topology.addProcessor(
        GUARD,
        ReplayGuard.<String, Envelope<Decision>>supplier(
            "alerts-positions", new ReplayCounter(registry, "decisions")),
        decisions.node());
    RawIntake letters =
        new RawIntake(
            "dead_letters",
            List.of(topics.deadLetters().name()),
            // Those of before are no rise, and are in the topic for who wants to see them.
            AutoOffsetReset.latest(),
            topics.deadLetters());
    letters.addSourceTo(topology);
    Counter counter =
        Counter.builder("rouse.dead.letters")
            .description("records that could not be understood, since this process started")
            .register(registry);
    topology.addProcessor(
        COUNT,
        () -> new CountDeadLettersProcessor(topics.deadLetters().name(), counter),
        letters.source());
    topology.addProcessor(GATHER, new Supplier(settings), GUARD, COUNT);
    topology.addSink(
        "tell_of_alerts",
        topics.notifications().name(),
        topics.notifications().keySerde().serializer(),
        topics.notifications().valueSerde().serializer(),
        GATHER);
  }

  private record Supplier(ActionSettings settings)
      implements ProcessorSupplier<String, Envelope<Decision>, String, Envelope<Notification>> {
    @Override
    public Processor<String, Envelope<Decision>, String, Envelope<Notification>> get() {
      return new GatherAlertsProcessor(settings);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(GatherAlertsProcessor.STORE),
                  Serdes.String(),
                  LayoutSerde.first(AlertBook.class))
              .withLoggingEnabled(Map.of()));
    }
  }
}
