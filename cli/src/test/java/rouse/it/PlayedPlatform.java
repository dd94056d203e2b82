package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.topic.Topics;

/**
 * A platform without an engine: the test says what its executor says, and who beats. Beats go out
 * five times a second, with those of the executor itself.
 */
public final class PlayedPlatform implements AutoCloseable {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final HostId HOST = new HostId("played");
  private static final long INTERVAL_MS = 200;
  private final String name;
  private final TestCluster cluster;
  private final KafkaProducer<byte[], byte[]> beats;
  private final KafkaProducer<String, Envelope<Fact>> facts;
  private final Map<InstanceId, Long> beating = new ConcurrentHashMap<>();
  private final Map<String, Long> obeyed = new ConcurrentHashMap<>();
  private final AtomicLong sequence = new AtomicLong();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  PlayedPlatform(String name, TestCluster cluster) {
    this.name = name;
    this.cluster = cluster;
    this.beats = cluster.producer();
    this.facts = cluster.producer(TOPICS.facts());
    clock.scheduleAtFixedRate(this::beat, 0, INTERVAL_MS, TimeUnit.MILLISECONDS);
  }

  /** Workers that beat themselves, and are silent after 3 s. */
  public static ModuleSpec workers(String module, int replicas) {
    return new ModuleSpec(
        module,
        ModuleSpec.Kind.WORKER,
        null,
        replicas,
        new HeartbeatPolicy(
            HeartbeatPolicy.Source.SELF, Duration.ofSeconds(3), Duration.ofSeconds(60)),
        null,
        List.of(),
        null,
        null,
        "v1",
        false,
        false,
        null);
  }

  HostId host() {
    return HOST;
  }

  InstanceId instance(String module) {
    return new InstanceId(name, module, 1);
  }

  /** It beats from now on. */
  void beats(String module, long incarnation) {
    beating.put(instance(module), incarnation);
  }

  void fallsSilent(String module) {
    beating.remove(instance(module));
  }

  void say(Fact fact) {
    Envelope<Fact> said =
        Envelope.of(UUID.randomUUID().toString(), "/executor/" + HOST, Instant.now(), fact);
    facts.send(new ProducerRecord<>(TOPICS.facts().name(), name, said));
    facts.flush();
  }

  /** Waits for the next command for a module, and lets it succeed: the successor runs and beats. */
  void obey(String module) {
    Envelope<Command> order = awaitOrder(module);
    InstanceId instance = instance(module);
    long incarnation = order.body().incarnation();
    String container = "c%063d".formatted(incarnation);
    say(
        new Fact.ContainerStarted(
            instance, incarnation, container, "172.18.0.9", "v1", order.id(), HOST));
    say(
        new Fact.CommandSucceeded(
            order.id(), instance, incarnation, "started", container, "172.18.0.9", HOST));
    beats(module, incarnation);
  }

  /** Waits for the next command for a module, and lets it fail. */
  void fail(String module, String reason) {
    Envelope<Command> order = awaitOrder(module);
    say(
        new Fact.CommandFailed(
            order.id(), instance(module), order.body().incarnation(), reason, HOST));
  }

  private Envelope<Command> awaitOrder(String module) {
    long before = obeyed.getOrDefault(module, 0L);
    Envelope<Command> order =
        cluster
            .await(
                TOPICS.commands(),
                Duration.ofSeconds(90),
                r ->
                    r.value().body().instance().equals(instance(module))
                        && r.value().body().incarnation() > before)
            .value();
    obeyed.put(module, order.body().incarnation());
    return order;
  }

  private void beat() {
    write(new ExecutorId(HOST, name).heartbeatKey(), Beat.ofHost(name, sequence.incrementAndGet()));
    beating.forEach(
        (instance, incarnation) ->
            write(instance.toString(), Beat.of(incarnation, sequence.incrementAndGet())));
  }

  private void write(String key, Beat beat) {
    var record =
        new ProducerRecord<>(
            TOPICS.heartbeats().name(), key.getBytes(UTF_8), HeartbeatCodec.write(beat));
    HeartbeatCodec.writeHeaders(record.headers(), beat, "/test", Instant.now());
    beats.send(record);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    beats.close(Duration.ofSeconds(5));
    facts.close(Duration.ofSeconds(5));
  }
}
