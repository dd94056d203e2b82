package rouse.streams.liveness;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.streams.clock.ReadProgress;
import rouse.streams.intake.RawIntake;

/**
 * Detection: one task per partition of the heartbeat log reads it into a ledger and writes
 * transitions to the facts, ticks into its own partition, strayed records to theirs, and what
 * cannot be understood to the dead letters.
 */
public final class LivenessTopology {
  private final LivenessSettings settings;
  private final Topics topics;
  private final ReadProgress reads;

  /** On clients that do not show how far they read: who beats over the bridge is never judged. */
  public LivenessTopology(LivenessSettings settings, Topics topics) {
    this(settings, topics, ReadProgress.UNKNOWN);
  }

  public LivenessTopology(LivenessSettings settings, Topics topics, ReadProgress reads) {
    this.settings = settings;
    this.topics = topics;
    this.reads = reads;
  }

  public void addTo(Topology topology) {
    addDetectionTo(topology);
    new LoadTopology(topics).addTo(topology);
    new BridgeTopology(settings, topics, reads).addTo(topology);
  }

  private void addDetectionTo(Topology topology) {
    Topic<String, HeartbeatRecord> heartbeats = topics.heartbeats();
    RawIntake intake =
        new RawIntake(
            "heartbeats",
            List.of(heartbeats.name()),
            AutoOffsetReset.earliest(),
            topics.deadLetters());
    intake.addSourceTo(topology);
    topology.addProcessor(
        NodeNames.DETECT_SILENCE,
        new Detectors(settings, topics, intake.deadLetterSink()),
        intake.source());
    intake.addDeadLetterSinkTo(topology, NodeNames.DETECT_SILENCE);
    topology.addSink(
        NodeNames.WRITE_FACTS,
        topics.facts().name(),
        topics.facts().keySerde().serializer(),
        topics.facts().valueSerde().serializer(),
        NodeNames.DETECT_SILENCE);
    topology.addSink(
        NodeNames.WRITE_TICKS,
        heartbeats.name(),
        heartbeats.keySerde().serializer(),
        heartbeats.valueSerde().serializer(),
        new PartitionKey(),
        NodeNames.DETECT_SILENCE);
    topology.addSink(
        NodeNames.MOVE_BEATS,
        heartbeats.name(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        NodeNames.DETECT_SILENCE);
  }

  private record Detectors(LivenessSettings settings, Topics topics, String deadLetterSink)
      implements ProcessorSupplier<byte[], byte[], Object, Object> {
    @Override
    public Processor<byte[], byte[], Object, Object> get() {
      return new SilenceDetector(settings, topics, deadLetterSink);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(WatchStore.builder(settings.inMemory()), new LastHeardStore.Builder());
    }
  }
}
