package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.InstanceHeard;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.topic.Topics;
import rouse.streams.StreamsApp;

@DisplayName("Workers that beat every second in the original format, with a real broker")
class OriginalBeatsIT {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int WORKERS = 4;
  private static final String NOISY = "noisy";

  /** Takes the bridge several times the timeout; more of them with {@code -Drouse.burst}. */
  private static final int BURST = Integer.getInteger("rouse.burst", 400_000);

  private final TestCluster cluster = TestCluster.start();
  private final KafkaProducer<byte[], byte[]> producer = cluster.producer();
  private final ScheduledExecutorService modules = Executors.newSingleThreadScheduledExecutor();
  private final Set<String> beating = ConcurrentHashMap.newKeySet();
  private final AtomicLong number = new AtomicLong(100_000);
  private PlayedPlatform platform;
  private StreamsApp app;

  private void start(String folder) throws Exception {
    app =
        new StreamsApp(
            cluster.settings(
                "state.dir", cluster.folder(folder).toString(), "platform.default", "ias"));
    app.start();
    Api api = new Api(app.httpPort());
    await().atMost(SOON).until(api::isReady);
  }

  /** Four workers run, and beat by the names that original modules give themselves. */
  private void boot() {
    platform = new PlayedPlatform("ias", cluster);
    ModuleSpec worker = PlayedPlatform.workers("worker_node", WORKERS);
    platform.say(
        new Fact.PlatformDeclared(
            new PlatformSpec("ias", List.of(worker), List.of()), platform.host()));
    await().atMost(SOON).until(() -> commands().size() == WORKERS);
    commands().values().forEach(this::runs);
    modules.scheduleAtFixedRate(
        () -> beating.forEach(name -> send(producer, name)), 0, 1, TimeUnit.SECONDS);
    await().atMost(SOON).until(() -> proven() == WORKERS);
  }

  private void runs(Envelope<Command> order) {
    InstanceId id = order.body().instance();
    String container = "c%063d".formatted(id.slot());
    platform.say(
        new Fact.CommandSucceeded(
            order.id(), id, 1, "started", container, "172.18.0.9", platform.host()));
    beating.add("Worker_Node_" + id.slot());
  }

  @AfterEach
  void stop() {
    modules.shutdownNow();
    platform.close();
    producer.close(Duration.ofSeconds(5));
    app.close();
    cluster.close();
  }

  @Test
  @DisplayName(
      "B1 R18 R22 400,000 others at once accuse none of them; one that hangs then is found")
  void burst() throws Exception {
    start("one");
    boot();
    try (KafkaProducer<byte[], byte[]> noisy = batching()) {
      for (int i = 0; i < BURST; i++) {
        send(noisy, NOISY);
      }
    }
    hangAndFind("Worker_Node_2", 2);
  }

  @Test
  @DisplayName("R20 names outlive the facts and the state folder: none is accused or renamed")
  void retention() throws Exception {
    start("one");
    boot();
    app.close();
    deleteFacts();
    start("another");
    hangAndFind("Worker_Node_3", 3);
    assertThat(new EventLog(cluster.bootstrap()).facts(InstanceHeard.class))
        .extracting(heard -> heard.instance().module())
        .as("the app's own heartbeat is brought over as well")
        .isSubsetOf("worker_node", "action_manager");
  }

  /** That the one is found shows that the others have been judged by then. */
  private void hangAndFind(String name, int slot) {
    beating.remove(name);
    InstanceId hung = new InstanceId("ias", "worker_node", slot);
    await().atMost(SOON).until(() -> accused().contains(hung));
    assertThat(accused()).containsOnly(hung);
    await().atMost(SOON).until(() -> commands().get(hung).body() instanceof Command.Replace);
    assertThat(cluster.read(TOPICS.commands())).hasSize(WORKERS + 1);
  }

  private void deleteFacts() throws Exception {
    try (Admin admin = cluster.admin()) {
      Map<TopicPartition, OffsetSpec> partitions =
          java.util.stream.IntStream.range(0, TOPICS.facts().partitions())
              .mapToObj(p -> new TopicPartition(TOPICS.facts().name(), p))
              .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
      Map<TopicPartition, RecordsToDelete> all =
          admin.listOffsets(partitions).all().get().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey, e -> RecordsToDelete.beforeOffset(e.getValue().offset())));
      admin.deleteRecords(all).all().get();
    }
  }

  private List<InstanceId> accused() {
    return new EventLog(cluster.bootstrap())
        .facts(InstanceSilent.class).stream()
            .map(InstanceSilent::instance)
            .filter(instance -> !instance.module().equals(NOISY))
            .distinct()
            .toList();
  }

  private long proven() {
    return new EventLog(cluster.bootstrap())
        .facts(InstanceHeard.class).stream()
            .filter(heard -> heard.instance().module().equals("worker_node"))
            .filter(heard -> heard.beats() == 3)
            .count();
  }

  /** The newest command of each. */
  private Map<InstanceId, Envelope<Command>> commands() {
    return cluster.read(TOPICS.commands()).stream()
        .map(record -> record.value())
        .collect(
            Collectors.toMap(
                command -> command.body().instance(), Function.identity(), (old, later) -> later));
  }

  private void send(KafkaProducer<byte[], byte[]> by, String name) {
    String beat =
        "{\"module\":\"%s\",\"ts\":%d,\"Status\":1}".formatted(name, number.incrementAndGet());
    by.send(new ProducerRecord<>("HeartBeat", null, beat.getBytes(UTF_8)));
  }

  private KafkaProducer<byte[], byte[]> batching() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", cluster.bootstrap(), "linger.ms", 50, "batch.size", 512 * 1024),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
