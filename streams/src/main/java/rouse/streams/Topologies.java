package rouse.streams;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.streams.liveness.LivenessSettings;
import rouse.streams.liveness.LivenessTopology;

/**
 * The two topologies of the streams app, each a pure function of the settings. They are apart
 * because ticks under exactly-once would cost a transaction each, and decisions without it would
 * not be once.
 */
public final class Topologies {
  private Topologies() {}

  /** Beats, ticks and the bridge from the original format: at least once. */
  public static Topology liveness(Settings settings, Topics topics) {
    Topology topology = new Topology();
    new LivenessTopology(LivenessSettings.from(settings), topics).addTo(topology);
    return topology;
  }

  /** Decider and actions: exactly once. */
  public static Topology decide(Settings settings, Topics topics) {
    return drain(topics.facts());
  }

  private static Topology drain(Topic<?, ?> topic) {
    return new Topology()
        .addSource(
            "read",
            Serdes.ByteArray().deserializer(),
            Serdes.ByteArray().deserializer(),
            topic.name())
        .addProcessor("drop", Drop::new, "read");
  }

  private static final class Drop implements Processor<byte[], byte[], Void, Void> {
    @Override
    public void process(Record<byte[], byte[]> record) {}
  }
}
