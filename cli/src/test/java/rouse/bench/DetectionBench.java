package rouse.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.Topology;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.event.Fact.ObserverBlind;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.it.TestCluster;
import rouse.streams.liveness.LivenessSettings;
import rouse.streams.liveness.LivenessTopology;

/**
 * From the deadline of an instance that fell silent to its fact in {@code rouse.facts}, both by the
 * broker's clock, while 100,000 instances beat once a second.
 */
public final class DetectionBench {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final int SLICES = 100;
  private static final int SLICE = BeatLoad.INSTANCES / SLICES;
  private static final int BUSY_MS = 2_000;
  private static final int SILENCED_PER_SECOND = 20;

  /** Until everybody is known and the log is read to its end, or that is given up. */
  private static final int LONGEST_WARM_S = 120;

  private static final int MEASURED_S = Integer.getInteger("bench.seconds", 40);

  /** Silence takes its timeout and a tick to be seen; then nothing more is to come. */
  private static final int AFTERMATH_S = 6;

  private final TestCluster cluster;
  private final AtomicIntegerArray silenced = new AtomicIntegerArray(BeatLoad.INSTANCES);
  private final Set<String> silent = new HashSet<>();
  private final Random random = new Random(1);

  private long read;
  private long slowestSecondMs;

  private DetectionBench(TestCluster cluster) {
    this.cluster = cluster;
  }

  public static void main(String[] args) throws InterruptedException {
    try (TestCluster cluster = TestCluster.start()) {
      try (var admin = cluster.admin()) {
        new TopicSetup(admin).ensure(TOPICS.all());
      }
      new DetectionBench(cluster).measure();
    }
  }

  private void measure() throws InterruptedException {
    Topology topology = new Topology();
    new LivenessTopology(new LivenessSettings(true, Duration.ofMillis(100), "ias"), TOPICS)
        .addTo(topology);
    try (KafkaProducer<byte[], byte[]> producer = new BeatLoad(cluster).producer()) {
      watchAll(producer);
      try (StreamsRun streams = new StreamsRun(cluster, "bench-detection", topology).start()) {
        int second = 1;
        while (!isReady(streams)) {
          if (second > LONGEST_WARM_S) {
            throw new IllegalStateException("the topology never caught up; is the machine busy?");
          }
          beatForASecond(producer, second++);
        }
        slowestSecondMs = 0;
        for (int i = 0; i < MEASURED_S + AFTERMATH_S; i++) {
          if (i < MEASURED_S) {
            silenceSome();
          }
          beatForASecond(producer, second++);
        }
        read = streams.processed();
      }
    }
    report();
  }

  /** Everybody has proved to live, and the newest ticks were read. */
  private static boolean isReady(StreamsRun streams) {
    var view = streams.view();
    long beats = view.counters().values().stream().mapToLong(c -> c.beats()).sum();
    Instant recently = Instant.now().minusMillis(500);
    return beats >= 10L * BeatLoad.INSTANCES
        && view.newestTicks().values().stream().allMatch(recently::isBefore);
  }

  private void watchAll(KafkaProducer<byte[], byte[]> producer) {
    Watch watch = new Watch(1, Duration.ofSeconds(3), Duration.ofSeconds(60), null);
    for (int i = 0; i < BeatLoad.INSTANCES; i++) {
      var record =
          new ProducerRecord<>(TOPICS.heartbeats().name(), key(i), HeartbeatCodec.write(watch));
      HeartbeatCodec.writeHeaders(record.headers(), watch, "/bench", Instant.now());
      producer.send(record);
    }
    producer.flush();
  }

  private void silenceSome() {
    for (int i = 0; i < SILENCED_PER_SECOND; i++) {
      int instance = random.nextInt(BeatLoad.INSTANCES);
      silenced.set(instance, 1);
      silent.add(BeatLoad.key(instance));
    }
  }

  /** Everybody once, a hundredth of them every 10 ms. */
  private void beatForASecond(KafkaProducer<byte[], byte[]> producer, int second)
      throws InterruptedException {
    byte[] beat = HeartbeatCodec.write(Beat.of(1, second));
    long begun = System.nanoTime();
    for (int slice = 0; slice < SLICES; slice++) {
      for (int i = slice * SLICE; i < (slice + 1) * SLICE; i++) {
        if (silenced.get(i) == 0) {
          producer.send(new ProducerRecord<>(TOPICS.heartbeats().name(), key(i), beat));
        }
      }
      long due = begun + (slice + 1) * 10_000_000L;
      TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
    }
    slowestSecondMs = Math.max(slowestSecondMs, (System.nanoTime() - begun) / 1_000_000);
  }

  private void report() {
    if (slowestSecondMs > BUSY_MS) {
      // Whoever was not beaten for in time was silent, and it would be told as a false accusation.
      throw new IllegalStateException(
          "a round of beats took "
              + slowestSecondMs
              + " ms: leave the machine alone and try again");
    }
    List<ConsumerRecord<String, Envelope<Fact>>> facts = cluster.read(TOPICS.facts());
    List<Long> latencies = new ArrayList<>();
    Set<String> accused = new HashSet<>();
    for (var record : facts) {
      if (record.value().body() instanceof InstanceSilent fact) {
        accused.add(fact.instance().toString());
        latencies.add(record.timestamp() - fact.deadline().toEpochMilli());
      }
    }
    long blind =
        facts.stream()
            .filter(
                f -> f.value().body() instanceof ObserverBlind b && !b.cause().equals("restart"))
            .count();
    List<Long> sorted = latencies.stream().sorted().collect(Collectors.toList());
    long p50 = percentile(sorted, 50);
    long p99 = percentile(sorted, 99);
    Set<String> falsely = new HashSet<>(accused);
    falsely.removeAll(silent);
    Set<String> missed = new HashSet<>(silent);
    missed.removeAll(accused);
    BenchReport report = new BenchReport("detection");
    report
        .row("deadline -> InstanceSilent, 100,000 instances, p50", "ms", p50, "<= 80", p50 <= 80)
        .raw("samples", sorted.size())
        .raw("recordsRead", read)
        .raw("slowestSecondMs", slowestSecondMs)
        .raw("blindTicks", blind);
    report
        .row("deadline -> InstanceSilent, 100,000 instances, p99", "ms", p99, "<= 150", p99 <= 150)
        .raw("max", percentile(sorted, 100));
    report.row("  falsely accused", "instances", falsely.size(), "= 0", falsely.isEmpty());
    report.row("  not found", "instances", missed.size(), "= 0", missed.isEmpty());
    report.write();
  }

  private static long percentile(List<Long> sorted, int percent) {
    int place = (int) Math.ceil(sorted.size() * percent / 100.0) - 1;
    return sorted.isEmpty() ? Long.MAX_VALUE : sorted.get(Math.max(0, place));
  }

  private static byte[] key(int instance) {
    return BeatLoad.key(instance).getBytes(UTF_8);
  }
}
