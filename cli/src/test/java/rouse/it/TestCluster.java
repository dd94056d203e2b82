package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import rouse.cli.dev.EmbeddedBroker;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;
import rouse.contracts.topic.Topic;

/**
 * A real broker in a folder of its own, which can be stopped and started again at the same address,
 * with what tests need to write to it and to read all that it holds.
 */
public final class TestCluster implements AutoCloseable {
  private final Path folder;
  private final TopicReader reader;
  private EmbeddedBroker broker;

  private TestCluster(Path folder, String address) {
    this.folder = folder;
    this.broker = EmbeddedBroker.start(folder.resolve("kafka"), address);
    this.reader = new TopicReader(broker.bootstrap());
  }

  /** Starts a broker; its folder goes when it is closed. */
  public static TestCluster start() {
    return start("127.0.0.1");
  }

  /** The same at another address of this machine. */
  public static TestCluster start(String address) {
    try {
      return new TestCluster(Files.createTempDirectory("rouse-it-"), address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String bootstrap() {
    return broker.bootstrap();
  }

  /** A folder for state that goes with the cluster. */
  public Path folder(String name) {
    return folder.resolve(name);
  }

  /** Stops the broker; its clients see it vanish. */
  public void stopBroker() {
    broker.close();
  }

  /** Starts it again at the same address, with all it had. */
  public void startBroker() {
    broker = broker.startAgain(folder.resolve("kafka"));
  }

  /** Settings for this cluster; {@code more} are names and values by turns. */
  public Settings settings(String... more) {
    var flags = new java.util.LinkedHashMap<String, String>();
    flags.put("kafka", bootstrap());
    flags.put("state.dir", folder("state").toString());
    flags.put("executor.state", folder("executor").toString());
    flags.put("http.port", "0");
    flags.put("executor.port", "0");
    for (int i = 0; i < more.length; i += 2) {
      flags.put(more[i], more[i + 1]);
    }
    return SettingsReader.read(flags, Map.of(), Map.of(), name -> "");
  }

  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrap()));
  }

  /** A producer of bytes; {@code acks=all}, no wait for batches. */
  public KafkaProducer<byte[], byte[]> producer() {
    return producer(Duration.ofSeconds(60));
  }

  /**
   * The same for the impatient.
   *
   * @param patience how long a record may wait for its topic to be there, and for room
   */
  public KafkaProducer<byte[], byte[]> producer(Duration patience) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrap(),
            "max.request.size",
            20 * 1024 * 1024,
            "max.block.ms",
            patience.toMillis(),
            "linger.ms",
            0),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** A producer of a topic's records. */
  public <K, V> KafkaProducer<K, V> producer(Topic<K, V> topic) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrap(), "linger.ms", 0),
        topic.keySerde().serializer(),
        topic.valueSerde().serializer());
  }

  /** Writes one event, and returns when it is acknowledged. */
  public void send(Topic<?, ?> topic, String key, Envelope<Event> event) {
    try (var producer = producer()) {
      producer.send(
          new ProducerRecord<>(
              topic.name(),
              null,
              key.getBytes(UTF_8),
              CloudEvents.body(event.body()),
              CloudEvents.headers(event)));
    }
  }

  /** Of all its topics; what it has read it keeps. */
  public TopicReader reader() {
    return reader;
  }

  /** All that is committed in a topic now, as bytes. */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return reader.read(topic);
  }

  /** All that is committed in a topic now. */
  public <K, V> List<ConsumerRecord<K, V>> read(Topic<K, V> topic) {
    return reader.read(topic);
  }

  /** Reads a topic again and again until one of its values is as wanted; that record. */
  public <K, V> ConsumerRecord<K, V> await(
      Topic<K, V> topic, Duration atMost, Predicate<ConsumerRecord<K, V>> wanted) {
    return Awaitility.await()
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> read(topic).stream().filter(wanted).findFirst(), java.util.Optional::isPresent)
        .orElseThrow();
  }

  @Override
  public void close() {
    reader.close();
    broker.close();
    Folders.delete(folder);
  }
}
