package rouse.streams.liveness;

import org.apache.kafka.streams.Topology;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;

/**
 * From load reports to one fact per module and window. Each partition cuts its windows by its own
 * ticks and sends them to the partition of the module's name, which puts them together. It stands
 * behind the detection, which reads the same log and knows which tick was read back.
 */
final class LoadTopology {
  private final Topics topics;

  LoadTopology(Topics topics) {
    this.topics = topics;
  }

  void addTo(Topology topology) {
    Topic<String, HeartbeatRecord> heartbeats = topics.heartbeats();
    topology.addProcessor(
        NodeNames.WINDOW_LOAD,
        () -> new LoadProcessor(heartbeats.partitions()),
        NodeNames.DETECT_SILENCE);
    topology.addSink(
        NodeNames.WRITE_LOAD_WINDOWS,
        heartbeats.name(),
        heartbeats.keySerde().serializer(),
        heartbeats.valueSerde().serializer(),
        NodeNames.WINDOW_LOAD);
    topology.addSink(
        NodeNames.WRITE_LOAD_FACTS,
        topics.facts().name(),
        topics.facts().keySerde().serializer(),
        topics.facts().valueSerde().serializer(),
        NodeNames.WINDOW_LOAD);
  }
}
