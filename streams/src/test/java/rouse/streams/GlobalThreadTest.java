package rouse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With Kafka Streams' own global thread, and a consumer that fails when it is told to. */
@DisplayName("The global thread of an application")
class GlobalThreadTest {
  private static final String TOPIC = "facts";
  @TempDir private Path state;
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final AtomicReference<Throwable> told = new AtomicReference<>();
  private final ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  @DisplayName("ends the application by a failure that another thread would outlive, and says why")
  void ends() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
    KafkaException passing = new TimeoutException("the broker is away");
    CompletableFuture<Void> failed = new CompletableFuture<>();
    try (KafkaStreams streams = started(failed)) {
      assertThat(streams.state()).isEqualTo(State.RUNNING);
      consumer.schedulePollTask(() -> consumer.setPollException(passing));

      failed.get(60, TimeUnit.SECONDS);
    }
    assertThat(FailurePolicy.passes(passing)).isTrue();
    assertThat(told.get()).isSameAs(passing);
    assertThat(uncaught).as("what the thread trips over on its way").isEmpty();
  }

  private KafkaStreams started(CompletableFuture<Void> failed) throws Exception {
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    Node node = new Node(0, "localhost", 1);
    Node[] nodes = {node};
    consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, nodes, nodes)));
    consumer.updateBeginningOffsets(Map.of(partition, 0L));
    consumer.updateEndOffsets(Map.of(partition, 0L));
    KafkaStreams streams = new KafkaStreams(topology(), properties(), new GlobalConsumerAlone());
    streams.setUncaughtExceptionHandler(
        new FailurePolicy("liveness", 1, InstantSource.system(), told::set));
    CompletableFuture<Void> runs = new CompletableFuture<>();
    streams.setStateListener(
        (now, earlier) -> {
          switch (now) {
            case RUNNING -> runs.complete(null);
            case ERROR -> failed.complete(null);
            default -> {
              // On its way there.
            }
          }
        });
    streams.start();
    runs.get(60, TimeUnit.SECONDS);
    return streams;
  }

  private static Topology topology() {
    Topology topology = new Topology();
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("names"), Serdes.ByteArray(), Serdes.ByteArray())
            .withLoggingDisabled(),
        "read",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        TOPIC,
        "keep",
        Keep::new);
    return topology;
  }

  /** Has nothing to keep. */
  private static final class Keep implements Processor<byte[], byte[], Void, Void> {
    @Override
    public void process(Record<byte[], byte[]> record) {
      throw new IllegalStateException("there are no records");
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "global-thread");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    return properties;
  }

  /** An application of nothing but a global store has no other clients. */
  private final class GlobalConsumerAlone implements KafkaClientSupplier {
    @Override
    public Admin getAdmin(Map<String, Object> config) {
      return Admin.create(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
      return consumer;
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
      throw new UnsupportedOperationException();
    }
  }
}
