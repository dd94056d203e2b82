package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;

/** Modules that are watched and beat twice a second until they are told to die. */
final class SteadyBeats implements AutoCloseable {
  private static final long INTERVAL_MS = 500;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Set<String> alive = ConcurrentHashMap.newKeySet();
  private final AtomicLong sequence = new AtomicLong();
  private final ScheduledExecutorService beating = Executors.newSingleThreadScheduledExecutor();

  SteadyBeats(TestCluster cluster, String topic, int modules, Duration timeout) {
    this.topic = topic;
    this.producer = cluster.producer();
    Watch watch = new Watch(1, timeout, Duration.ofSeconds(120), null);
    IntStream.rangeClosed(1, modules).mapToObj(i -> "ias/module/" + i).forEach(alive::add);
    alive.forEach(key -> write(key, watch));
    beating.scheduleAtFixedRate(this::beat, 0, INTERVAL_MS, TimeUnit.MILLISECONDS);
  }

  List<String> alive() {
    return List.copyOf(alive);
  }

  void die(String key) {
    alive.remove(key);
  }

  /** Beats as many as asked for at once, everybody who is alive in turn. */
  void burst(int beats) {
    List<String> now = alive();
    for (int i = 0; i < beats; i++) {
      String key = now.get(i % now.size());
      byte[] value = HeartbeatCodec.write(Beat.of(1, sequence.incrementAndGet()));
      producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value));
    }
    producer.flush();
  }

  private void beat() {
    alive.forEach(key -> write(key, Beat.of(1, sequence.incrementAndGet())));
  }

  private void write(String key, HeartbeatRecord heartbeat) {
    var record = new ProducerRecord<>(topic, key.getBytes(UTF_8), HeartbeatCodec.write(heartbeat));
    HeartbeatCodec.writeHeaders(record.headers(), heartbeat, "/test", Instant.now());
    producer.send(record);
  }

  @Override
  public void close() {
    beating.shutdownNow();
    producer.close(Duration.ofSeconds(5));
  }
}
