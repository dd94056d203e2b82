package rouse.streams.decide;

import java.util.Set;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.streams.intake.Intake;
import rouse.streams.replay.ReplayGuard;

/**
 * Facts in; decisions, commands and watches out. Belongs into an application with {@code
 * exactly_once_v2} and a short commit interval: a fact, what it changed, and what followed from it
 * are one transaction.
 */
public final class DecideTopology {
  private static final String GUARD = "guard_facts";
  static final String POSITIONS = "decided-positions";
  private final DecideSettings settings;
  private final Topics topics;
  private final RecoveryMeters meters;

  public DecideTopology(DecideSettings settings, Topics topics, RecoveryMeters meters) {
    this.settings = settings;
    this.topics = topics;
    this.meters = meters;
  }

  /** Adds source, decider and sinks. */
  public void addTo(Topology topology) {
    Intake<String, Envelope<Fact>> intake =
        Intake.ofEvents("facts", Fact.class, topics.facts(), topics);
    intake.addTo(topology, GUARD);
    topology.addProcessor(GUARD, ReplayGuard.supplier(POSITIONS, meters::replayed), intake.node());
    topology.addProcessor(DecideProcessor.NAME, new Supplier(settings, meters), GUARD);
    Serializer<byte[]> signed = topics.signedBytes();
    addSink(topology, DecideOutputs.DECISIONS, topics.decisions(), signed);
    addSink(topology, DecideOutputs.COMMANDS, topics.commands(), signed);
    addSink(topology, DecideOutputs.WATCHES, topics.heartbeats(), signed);
    addSink(topology, DecideOutputs.TIME, topics.facts(), signed);
    addSink(topology, DecideOutputs.NAMES, topics.platforms(), signed);
    addSink(topology, DecideOutputs.WORKERS, topics.loadBalancer(), new ByteArraySerializer());
  }

  /** All values are bytes already: {@link DecideOutputs} writes them. */
  private static void addSink(
      Topology topology, String name, Topic<String, ?> topic, Serializer<byte[]> values) {
    topology.addSink(
        name, topic.name(), topic.keySerde().serializer(), values, DecideProcessor.NAME);
  }

  private record Supplier(DecideSettings settings, RecoveryMeters meters)
      implements ProcessorSupplier<String, Envelope<Fact>, Object, Object> {
    @Override
    public Processor<String, Envelope<Fact>, Object, Object> get() {
      return new DecideProcessor(settings, meters);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return DecideStores.builders();
    }
  }
}
