package rouse.streams.liveness;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.streams.clock.ReadProgress;
import rouse.streams.intake.RawIntake;

/**
 * From {@code HeartBeat} and {@code Heart_Beat} to the heartbeat log. A group without offsets
 * begins ten seconds before the end: what was beaten before anybody listened is no sign of life,
 * and written now it would look like one.
 */
final class BridgeTopology {
  private static final Duration RECENT = Duration.ofSeconds(10);
  private final LivenessSettings settings;
  private final Topics topics;
  private final ReadProgress reads;

  BridgeTopology(LivenessSettings settings, Topics topics, ReadProgress reads) {
    this.settings = settings;
    this.topics = topics;
    this.reads = reads;
  }

  void addTo(Topology topology) {
    String platform = settings.defaultPlatform();
    topology.addGlobalStore(
        DeclaredNames.builder(),
        NodeNames.READ_DECLARATIONS,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topics.platforms().name(),
        NodeNames.KEEP_DECLARED_NAMES,
        () -> new DeclaredNames(topics.signer()));
    List<String> originals =
        List.of(topics.originalHeartbeats().name(), topics.originalHeartbeatsOfReport().name());
    RawIntake intake =
        new RawIntake(
            "original_heartbeats",
            originals,
            AutoOffsetReset.byDuration(RECENT),
            topics.deadLetters());
    intake.addSourceTo(topology);
    Topic<String, HeartbeatRecord> heartbeats = topics.heartbeats();
    topology.addProcessor(
        NodeNames.BRIDGE_BEATS,
        () ->
            new HeartbeatBridge(
                platform,
                new HeartbeatBridge.Sources(originals, reads),
                heartbeats.partitions(),
                intake.deadLetterSink()),
        intake.source());
    intake.addDeadLetterSinkTo(topology, NodeNames.BRIDGE_BEATS);
    topology.addSink(
        NodeNames.WRITE_BRIDGED_BEATS,
        heartbeats.name(),
        heartbeats.keySerde().serializer(),
        heartbeats.valueSerde().serializer(),
        NodeNames.BRIDGE_BEATS);
    topology.addSink(
        NodeNames.WRITE_BRIDGE_MARKS,
        heartbeats.name(),
        heartbeats.keySerde().serializer(),
        heartbeats.valueSerde().serializer(),
        new PartitionKey(),
        NodeNames.BRIDGE_BEATS);
  }
}
