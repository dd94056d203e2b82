package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Decision.Scaled;
import rouse.contracts.event.Decision.ScalingHeld;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.executor.ExecutorApp;
import rouse.executor.HostName;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.Bootstrap;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.TestPlatform;
import rouse.executor.files.FileHashes;
import rouse.streams.StreamsApp;

/** Workers follow the load that is reported of them: broker, streams app, executor, engine. */
class ScaleIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Topics TOPICS = Topics.withDefaultNames();
  private final AtomicReference<Double> load = new AtomicReference<>();
  private final ScheduledExecutorService reporting = Executors.newSingleThreadScheduledExecutor();
  private TestCluster cluster;
  private TestPlatform platform;
  private DockerRuntime runtime;
  private KafkaProducer<byte[], byte[]> producer;
  private StreamsApp streams;
  private ExecutorApp executor;
  private EventLog log;

  @BeforeEach
  void open() throws Exception {
    cluster = TestCluster.start();
    producer = cluster.producer();
    platform = new TestPlatform();
    runtime = new DockerRuntime(platform.engine());
    Settings settings = cluster.settings("host", "host-1", "beat.secret", "s");
    var file =
        platform.file(
            TestPlatform.service(
                "node",
                "exec sleep 1000",
                """
                x-rouse:
                  kind: worker
                  scale: { min: 1, max: 3, target: 0.5, window: 2s, down: { stabilize: 3s }, drain: 1s }
                """));
    streams = new StreamsApp(settings);
    streams.start();
    executor =
        new ExecutorApp(
            settings,
            new Bootstrap(
                    platform.engine(),
                    BootProgress.SILENT,
                    new FileHashes(),
                    cluster.folder("executor"))
                .prepare(file, HostName.of(settings)));
    executor.start();
    log = new EventLog(cluster.reader());
    awaitAlive(1);
    reporting.scheduleAtFixedRate(this::report, 0, 250, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void close() throws IOException {
    reporting.shutdownNow();
    producer.close(Duration.ofSeconds(5));
    executor.close();
    streams.close();
    platform.close();
    cluster.close();
  }

  /** As an executor does that asks its workers. */
  private void report() {
    Double now = load.get();
    for (int slot = 1; now != null && slot <= 3; slot++) {
      LoadReport report = LoadReport.ofLoad(0, now);
      var record =
          new ProducerRecord<>(
              TOPICS.heartbeats().name(),
              worker(slot).toString().getBytes(UTF_8),
              HeartbeatCodec.write(report));
      HeartbeatCodec.writeHeaders(record.headers(), report, "/test", Instant.now());
      producer.send(record);
    }
  }

  private InstanceId worker(int slot) {
    return new InstanceId(platform.name(), "node", slot);
  }

  private void awaitAlive(int slot) {
    cluster.await(
        TOPICS.decisions(),
        LONG,
        r ->
            r.value().body() instanceof Decision.InstanceAlive alive
                && alive.instance().equals(worker(slot)));
  }

  private void awaitHeld(String cause) {
    cluster.await(
        TOPICS.decisions(),
        LONG,
        r -> r.value().body() instanceof ScalingHeld held && held.cause().equals(cause));
  }

  private boolean runs(int slot) {
    return runtime.inspect(worker(slot).containerName()).isPresent();
  }

  private List<Integer> numbers() {
    return log.decisions(Scaled.class).stream().map(Scaled::to).toList();
  }

  @Test
  @DisplayName(
      "R46 R48 load adds workers up to the maximum, lost metrics change nothing, and calm retires")
  void followsLoad() {
    load.set(0.7);
    awaitAlive(2);
    assertThat(numbers()).startsWith(2);
    load.set(5.0);
    awaitAlive(3);
    awaitHeld("max");

    load.set(null);
    awaitHeld("no-load");
    int observed = log.facts(Fact.LoadObserved.class).size();
    await().atMost(LONG).until(() -> log.facts(Fact.LoadObserved.class).size() > observed + 10);
    assertThat(numbers()).as("nobody reports").last().isEqualTo(3);
    assertThat(runs(1) && runs(2) && runs(3)).isTrue();

    load.set(0.05);
    await().atMost(LONG).until(() -> !runs(2) && !runs(3));
    assertThat(runs(1)).isTrue();
    assertThat(numbers()).last().isEqualTo(1);
    assertThat(log.decisions(ScalingHeld.class))
        .extracting(ScalingHeld::cause)
        .as("each is said once")
        .containsOnlyOnce("max", "no-load");
  }
}
