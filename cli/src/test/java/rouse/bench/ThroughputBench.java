package rouse.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import rouse.bench.StreamsRun.Rate;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.core.detection.LedgerView;
import rouse.core.detection.ObserverState;
import rouse.it.TestCluster;
import rouse.streams.intake.Decoders;
import rouse.streams.liveness.LivenessSettings;
import rouse.streams.liveness.LivenessTopology;

/**
 * Beats per second and thread: the production topology, one that only parses, the DSL's windowed
 * count and a bare consumer, over the same records of 100,000 instances, by turns. Each is measured
 * after its first part of the log, in which every instance is heard first and proved to live, and
 * before its last: behind the end of a partition stand ticks, by which all its instances have
 * fallen silent, and to tell of that is another work than to hear a beat.
 */
public final class ThroughputBench {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final int WARM = 1_000_000;
  private static final int BEATS = 3_000_000;

  /**
   * One partition is read far ahead of the others: of a log of 3,600,000 beats it had come to the
   * end when 3,000,000 were read.
   */
  private static final int LOG = 5_000_000;

  private static final int BRIDGED_WARM = 400_000;
  private static final int BRIDGED = 1_000_000;
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);

  private final TestCluster cluster;
  private final BeatLoad load;
  private int run;

  private ThroughputBench(TestCluster cluster) {
    this.cluster = cluster;
    this.load = new BeatLoad(cluster);
  }

  public static void main(String[] args) throws InterruptedException {
    try (TestCluster cluster = TestCluster.start()) {
      try (var admin = cluster.admin()) {
        new TopicSetup(admin).ensure(TOPICS.all());
      }
      new ThroughputBench(cluster).measure();
    }
  }

  private void measure() throws InterruptedException {
    String heartbeats = TOPICS.heartbeats().name();
    load.writeBeats(heartbeats, LOG);
    Rate[] parse = new Rate[ROUNDS];
    Rate[] window = new Rate[ROUNDS];
    Rate[] production = new Rate[ROUNDS];
    double[] bare = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      bare[i] = load.bareConsumerRate(heartbeats, TOPICS.heartbeats().partitions(), WARM, BEATS);
      parse[i] = rate(parseOnly());
      production[i] = productionRate();
      window[i] = rate(windowedCount());
    }
    Rate bridged = bridgedRate();
    report(median(production), median(parse), median(window), median(bare), bridged);
  }

  private static void report(Rate production, Rate parse, Rate window, double bare, Rate bridged) {
    BenchReport report = new BenchReport("throughput");
    report
        .row("beats per second and thread, 100,000 instances", "beats/s", production.perSecond())
        .raw("perCpuSecond", production.perCpuSecond());
    compare(report, "  against a topology that only parses", production, parse, 0.8);
    compare(report, "  against the DSL's 3-second windowed count", production, window, 2.5);
    report
        .row("  share of a bare consumer's rate", "x", production.perSecond() / bare)
        .raw("bareConsumer", bare);
    report
        .row("  through the bridge, until counted", "beats/s", bridged.perSecond())
        .raw("perCpuSecond", bridged.perCpuSecond());
    report.write();
  }

  /** By the clock on the wall; what the thread itself used stands beside it. */
  private static void compare(
      BenchReport report, String name, Rate production, Rate other, double goal) {
    double ratio = production.perSecond() / other.perSecond();
    report
        .row(name, "x", ratio, ">= " + goal, ratio >= goal)
        .raw("productionPerSecond", production.perSecond())
        .raw("productionPerCpuSecond", production.perCpuSecond())
        .raw("otherPerSecond", other.perSecond())
        .raw("otherPerCpuSecond", other.perCpuSecond())
        .raw("ratioPerCpuSecond", production.perCpuSecond() / other.perCpuSecond());
  }

  private Rate rate(Topology topology) throws InterruptedException {
    try (StreamsRun streams = start(topology)) {
      return streams.rate(streams::processed, WARM, BEATS);
    }
  }

  /**
   * Its rate over beats alone.
   *
   * @throws IllegalStateException when a tick of its own was read, which stand behind all beats
   */
  private Rate productionRate() throws InterruptedException {
    try (StreamsRun streams = start(production())) {
      Rate rate = streams.rate(streams::processed, WARM, BEATS);
      Map<Integer, ObserverState> observers = streams.view().observers();
      if (!Set.of(ObserverState.RESTORING).containsAll(observers.values())) {
        throw new IllegalStateException("read to the end of a partition: " + observers);
      }
      return rate;
    }
  }

  private StreamsRun start(Topology topology) throws InterruptedException {
    return new StreamsRun(cluster, "bench-" + ++run, topology).start();
  }

  /** Original beats are in the log before the bridge begins; beats that come out are counted. */
  private Rate bridgedRate() throws InterruptedException {
    Topics apart = new Topics(name -> "bridged-" + name);
    try (var admin = cluster.admin()) {
      new TopicSetup(admin).ensure(apart.all());
    }
    Topology topology = new Topology();
    new LivenessTopology(new LivenessSettings(true, Duration.ofMillis(100), "ias"), apart)
        .addTo(topology);
    try (StreamsRun streams = new StreamsRun(cluster, "bench-bridge", topology).start()) {
      Thread writer =
          new Thread(
              () -> load.writeOriginalBeats(apart.originalHeartbeats().name(), BRIDGED), "writer");
      writer.start();
      Rate rate = streams.rate(() -> counted(streams), BRIDGED_WARM, BRIDGED);
      writer.join();
      return rate;
    }
  }

  private static long counted(StreamsRun streams) {
    return streams.view().counters().values().stream().mapToLong(LedgerView.Counters::beats).sum();
  }

  private static Topology production() {
    Topology topology = new Topology();
    new LivenessTopology(new LivenessSettings(true, Duration.ofMillis(100), "ias"), TOPICS)
        .addTo(topology);
    return topology;
  }

  private static Topology parseOnly() {
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.earliest(),
        "read",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        TOPICS.heartbeats().name());
    topology.addProcessor("parse", ParseOnly::new, "read");
    return topology;
  }

  /** What any topology must do at the least: key and value become what they mean. */
  private static final class ParseOnly extends ContextualProcessor<byte[], byte[], Void, Void> {
    private long last;

    @Override
    public void process(Record<byte[], byte[]> raw) {
      String key = Decoders.textKey(raw.key());
      HeartbeatRecord heartbeat = HeartbeatCodec.read(raw.headers(), raw.value());
      if (heartbeat instanceof HeartbeatRecord.Beat beat) {
        last += beat.sequence() + key.length();
      }
    }
  }

  private static Topology windowedCount() {
    StreamsBuilder builder = new StreamsBuilder();
    var heartbeats = TOPICS.heartbeats();
    builder.stream(
            heartbeats.name(),
            Consumed.with(heartbeats.keySerde(), heartbeats.valueSerde())
                .withName("read")
                .withOffsetResetPolicy(AutoOffsetReset.earliest()))
        .groupByKey(Grouped.with("group", heartbeats.keySerde(), heartbeats.valueSerde()))
        .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofSeconds(3)))
        .count(
            Named.as("count"),
            Materialized
                .<String, Long,
                    org.apache.kafka.streams.state.WindowStore<
                        org.apache.kafka.common.utils.Bytes, byte[]>>
                    as("counts")
                .withKeySerde(heartbeats.keySerde())
                .withValueSerde(Serdes.Long()));
    return builder.build();
  }

  private static Rate median(Rate[] rates) {
    return new Rate(
        median(Arrays.stream(rates).mapToDouble(Rate::perSecond).toArray()),
        median(Arrays.stream(rates).mapToDouble(Rate::perCpuSecond).toArray()));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
