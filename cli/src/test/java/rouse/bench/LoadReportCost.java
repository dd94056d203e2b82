package rouse.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.Topology;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.platform.ModuleSpec.Kind;
import rouse.contracts.topic.PlatformNames;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.it.TestCluster;
import rouse.streams.liveness.LivenessSettings;
import rouse.streams.liveness.LivenessTopology;

/**
 * What it costs the liveness application that 10,000 workers of ten modules report their load each
 * second: processor time of all its threads, less that of the same application without reports.
 */
final class LoadReportCost {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final int WORKERS = 10_000;
  private static final int MODULES = 10;
  private static final int BATCHES = 10;
  private static final Duration WARM = Duration.ofSeconds(20);
  private static final Duration MEASURED = Duration.ofSeconds(15);

  private LoadReportCost() {}

  static void measure(BenchReport report) throws InterruptedException {
    try (TestCluster cluster = TestCluster.start();
        KafkaProducer<byte[], byte[]> producer = new BeatLoad(cluster).producer()) {
      try (var admin = cluster.admin()) {
        new TopicSetup(admin).ensure(TOPICS.all());
      }
      declare(producer);
      Topology topology = new Topology();
      new LivenessTopology(new LivenessSettings(true, Duration.ofMillis(100), "fleet"), TOPICS)
          .addTo(topology);
      try (StreamsRun streams = new StreamsRun(cluster, "bench-load", topology).start()) {
        Thread reports = Thread.ofPlatform().daemon().start(() -> reportForever(producer));
        TimeUnit.MILLISECONDS.sleep(WARM.toMillis());
        long before = streams.processed();
        double busy = share(streams);
        long read = streams.processed() - before;
        reports.interrupt();
        reports.join();
        TimeUnit.SECONDS.sleep(2);
        double idle = share(streams);
        double percent = 100 * (busy - idle);
        report
            .row(
                "load of 10,000 workers, each second", "% of core", percent, "<= 15", percent <= 15)
            .raw("withReportsPercent", 100 * busy)
            .raw("ticksAlonePercent", 100 * idle)
            .raw("recordsPerSecond", read / (double) MEASURED.toSeconds());
      }
    }
  }

  private static void declare(KafkaProducer<byte[], byte[]> producer) {
    Map<String, Kind> kinds = new HashMap<>();
    Map<String, Duration> windows = new HashMap<>();
    for (int module = 0; module < MODULES; module++) {
      kinds.put("worker" + module, Kind.WORKER);
      windows.put("worker" + module, Duration.ofSeconds(15));
    }
    byte[] names = new PlatformNames(kinds, windows).toBytes();
    producer.send(new ProducerRecord<>(TOPICS.platforms().name(), "fleet".getBytes(UTF_8), names));
    producer.flush();
  }

  /** A tenth of the workers each tenth of a second. */
  private static void reportForever(KafkaProducer<byte[], byte[]> producer) {
    long next = System.nanoTime();
    try {
      for (int batch = 0; ; batch = (batch + 1) % BATCHES) {
        for (int i = batch; i < WORKERS; i += BATCHES) {
          LoadReport load = LoadReport.ofLoad(1, 0.5 + i % 10 / 100.0);
          byte[] key = "fleet/worker%d/%d".formatted(i % MODULES, i / MODULES + 1).getBytes(UTF_8);
          var record =
              new ProducerRecord<>(TOPICS.heartbeats().name(), key, HeartbeatCodec.write(load));
          HeartbeatCodec.writeHeaders(record.headers(), load, "/bench", Instant.now());
          producer.send(record);
        }
        next += TimeUnit.SECONDS.toNanos(1) / BATCHES;
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** Of a core, over the time that is measured. */
  private static double share(StreamsRun streams) throws InterruptedException {
    double cpu = streams.cpuSecondsOfAll();
    long begun = System.nanoTime();
    TimeUnit.MILLISECONDS.sleep(MEASURED.toMillis());
    return (streams.cpuSecondsOfAll() - cpu) * 1e9 / (System.nanoTime() - begun);
  }
}
