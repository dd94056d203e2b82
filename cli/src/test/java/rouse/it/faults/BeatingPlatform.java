package rouse.it.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.topic.Topics;
import rouse.it.EventLog;
import rouse.it.PlayedPlatform;
import rouse.it.TopicReader;
import rouse.it.faults.RecoveryVerifier.Injected;

/**
 * A platform without an engine on a real cluster. Its executor obeys every command at once, its
 * modules beat in the original format or in Rouse's own, and requests come in all the time. What
 * was done and what was acknowledged is remembered, so that the log can be held against it.
 */
final class BeatingPlatform implements AutoCloseable {
  static final String NAME = "ias";
  static final String ORIGINAL = "worker_node";
  static final String NATIVE = "native";
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final HostId HOST = new HostId("played");
  private static final int EACH = 8;
  private static final String SENSORS = "sensor_manager";
  private final String bootstrap;
  private final KafkaProducer<byte[], byte[]> beats;
  private final KafkaProducer<String, Envelope<Fact>> facts;
  private final Map<InstanceId, Long> beating = new ConcurrentHashMap<>();
  private final Map<InstanceId, String> containers = new ConcurrentHashMap<>();
  private final List<Injected> injected = new CopyOnWriteArrayList<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<String> acknowledgedFacts = ConcurrentHashMap.newKeySet();
  private final AtomicLong number = new AtomicLong(100_000);
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(3);
  private final Thread executor = new Thread(this::obeyAll, "played-executor");
  private volatile Duration skew = Duration.ZERO;
  private volatile ScheduledFuture<?> asking;
  private volatile boolean closed;

  BeatingPlatform(String bootstrap) {
    this.bootstrap = bootstrap;
    this.beats =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());
    this.facts =
        new KafkaProducer<>(
            client(),
            TOPICS.facts().keySerde().serializer(),
            TOPICS.facts().valueSerde().serializer());
  }

  private Map<String, Object> client() {
    return Map.of("bootstrap.servers", bootstrap, "linger.ms", 0, "max.block.ms", 120_000);
  }

  /** The clocks of modules with an even number are ahead, those of the others behind. */
  void skewClocks(Duration by) {
    skew = by;
  }

  private long clockOf(InstanceId instance) {
    return Instant.now().plus(instance.slot() % 2 == 0 ? skew : skew.negated()).toEpochMilli();
  }

  /** Declares itself; its modules are started as they are ordered. */
  void start() {
    say(
        "declared",
        new Fact.PlatformDeclared(
            new PlatformSpec(
                NAME,
                List.of(
                    PlayedPlatform.workers(ORIGINAL, EACH), PlayedPlatform.workers(NATIVE, EACH)),
                List.of()),
            HOST));
    executor.start();
    clock.scheduleAtFixedRate(this::beat, 0, 1, TimeUnit.SECONDS);
    asking = clock.scheduleAtFixedRate(this::request, 0, 250, TimeUnit.MILLISECONDS);
  }

  static List<InstanceId> instances() {
    List<InstanceId> all = new ArrayList<>();
    for (String module : List.of(ORIGINAL, NATIVE)) {
      IntStream.rangeClosed(1, EACH).forEach(slot -> all.add(new InstanceId(NAME, module, slot)));
    }
    return all;
  }

  /** It hangs until it is replaced. */
  void hang(InstanceId instance) {
    injected.add(new Injected(containers.get(instance), true));
    beating.remove(instance);
  }

  boolean isReplaced(InstanceId instance) {
    return beating.containsKey(instance);
  }

  private void beat() {
    write(
        new ExecutorId(HOST, NAME).heartbeatKey(),
        System.currentTimeMillis(),
        Beat.ofHost(NAME, number.incrementAndGet()));
    beating.forEach(
        (instance, incarnation) -> {
          if (instance.module().equals(NATIVE)) {
            write(
                instance.toString(),
                clockOf(instance),
                Beat.of(incarnation, number.incrementAndGet()));
          } else {
            long time = clockOf(instance);
            String value =
                "{\"module\":\"Worker_Node_%d\",\"ts\":%d,\"Status\":1}"
                    .formatted(instance.slot(), time);
            beats.send(new ProducerRecord<>("HeartBeat", null, time, null, value.getBytes(UTF_8)));
          }
        });
  }

  private void write(String key, long time, Beat beat) {
    var record =
        new ProducerRecord<>(
            TOPICS.heartbeats().name(),
            null,
            time,
            key.getBytes(UTF_8),
            HeartbeatCodec.write(beat));
    HeartbeatCodec.writeHeaders(record.headers(), beat, "/test", Instant.ofEpochMilli(time));
    beats.send(record);
  }

  /** One sensor command through the action manager. */
  private void request() {
    request("r" + number.incrementAndGet());
  }

  private void request(String id) {
    String body =
        "{\"action_center\":{\"service_id\":1,\"request_id\":\"%s\",\"sensor_manager\":[{\"sensor_id\":\"s1\",\"command\":\"%s\"}]}}"
            .formatted(id, id);
    beats.send(
        new ProducerRecord<>("action_manager", null, body.getBytes(UTF_8)),
        (place, failure) -> {
          if (failure == null) {
            acknowledged.add(id);
          }
        });
  }

  /** Sends a request, and returns its id. */
  String ask() {
    String id = "asked-" + number.incrementAndGet();
    request(id);
    return id;
  }

  private void obeyAll() {
    Map<String, Object> config = new HashMap<>(client());
    config.remove("linger.ms");
    config.remove("max.block.ms");
    config.putAll(
        Map.of(
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest",
            "group.id",
            "played",
            "enable.auto.commit",
            "false"));
    try (var consumer =
        new KafkaConsumer<>(
            config,
            TOPICS.commands().keySerde().deserializer(),
            TOPICS.commands().valueSerde().deserializer())) {
      consumer.assign(
          IntStream.range(0, TOPICS.commands().partitions())
              .mapToObj(p -> new TopicPartition(TOPICS.commands().name(), p))
              .toList());
      while (!closed) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> obey(record.value()));
      }
    }
  }

  private void obey(Envelope<Command> order) {
    InstanceId instance = order.body().instance();
    long incarnation = order.body().incarnation();
    if (order.body() instanceof Command.Retire) {
      return;
    }
    String container =
        "%03d%02d%059d"
            .formatted(Math.abs(instance.module().hashCode() % 1000), instance.slot(), incarnation);
    containers.put(instance, container);
    beating.put(instance, incarnation);
    say(
        "started/" + order.id(),
        new Fact.ContainerStarted(
            instance, incarnation, container, "172.18.0.9", "v1", order.id(), HOST));
    say(
        "outcome/" + order.id(),
        new Fact.CommandSucceeded(
            order.id(), instance, incarnation, "started", container, "172.18.0.9", HOST));
  }

  private void say(String id, Fact fact) {
    facts.send(
        new ProducerRecord<>(
            TOPICS.facts().name(), NAME, Envelope.of(id, "/executor/played", Instant.now(), fact)),
        (place, failure) -> {
          if (failure == null) {
            acknowledgedFacts.add(id);
          }
        });
  }

  /**
   * Holds the log against what was done: one recovery for each that hung and no other, one answer
   * to each request that was acknowledged, and every acknowledged fact is there.
   */
  List<String> complaints() {
    EventLog log = new EventLog(bootstrap);
    List<Envelope<Fact>> all = log.facts();
    List<String> complaints =
        new ArrayList<>(RecoveryVerifier.complaints(all, log.commands(), injected));
    Set<String> known = ConcurrentHashMap.newKeySet();
    all.forEach(fact -> known.add(fact.id()));
    acknowledgedFacts.stream()
        .filter(id -> !known.contains(id))
        .forEach(id -> complaints.add("lost: fact " + id));
    Map<String, Integer> answers = answers();
    acknowledged.stream()
        .filter(id -> answers.getOrDefault(id, 0) != 1)
        .forEach(id -> complaints.add(answers.getOrDefault(id, 0) + " answers to " + id));
    return complaints;
  }

  /** How often each request was answered. */
  private Map<String, Integer> answers() {
    Map<String, Integer> answers = new TreeMap<>();
    new TopicReader(bootstrap)
        .read(SENSORS)
        .forEach(
            record -> {
              String text = new String(record.value(), UTF_8);
              int at = text.indexOf("\"request_id\":\"") + 14;
              answers.merge(text.substring(at, text.indexOf('"', at)), 1, Integer::sum);
            });
    return answers;
  }

  boolean isAnswered(String request) {
    return answers().containsKey(request);
  }

  /** Nothing more is asked; those who beat go on. */
  void stopAsking() {
    asking.cancel(false);
  }

  int requests() {
    return acknowledged.size();
  }

  @Override
  public void close() {
    closed = true;
    clock.shutdownNow();
    beats.close(Duration.ofSeconds(5));
    facts.close(Duration.ofSeconds(5));
  }
}
