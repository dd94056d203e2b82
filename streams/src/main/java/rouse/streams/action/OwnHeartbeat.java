package rouse.streams.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.contracts.topic.Topics;

/**
 * The action manager's own beat on {@code HeartBeat}, in the original shape, for those who still
 * listen there. A plain producer: in the topology it would cost a transaction every three seconds.
 */
public final class OwnHeartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnHeartbeat.class);
  private static final Duration EVERY = Duration.ofSeconds(3);

  /** Who beats. */
  private static final String MODULE = "action_manager";

  private final String topic;
  private final InstantSource clock;
  private final Producer<byte[], byte[]> producer;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("own-heartbeat").factory());

  /** What the original modules send. */
  record OriginalBeat(String module, int ts, @JsonProperty("Status") int status) {}

  /**
   * @param kafka settings of every client
   */
  public OwnHeartbeat(Map<String, String> kafka, Topics topics, InstantSource clock) {
    this.topic = topics.originalHeartbeats().name();
    this.clock = clock;
    // A late beat would say that this app lived which may not live now.
    this.producer =
        new KafkaClientFactory(kafka)
            .producerWithin(
                Duration.ofSeconds(2),
                Duration.ZERO,
                "rouse-own-heartbeat",
                new ByteArraySerializer(),
                new ByteArraySerializer());
  }

  /** Beats at once, and every three seconds from then on. */
  public void start() {
    var unused = timer.scheduleAtFixedRate(this::beat, 0, EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  private void beat() {
    LocalTime now = clock.instant().atZone(ZoneId.systemDefault()).toLocalTime();
    try {
      var unused = producer.send(new ProducerRecord<>(topic, null, CloudEvents.body(at(now))));
    } catch (RuntimeException e) {
      LOG.debug("no own beat: {}", e.getMessage());
    }
  }

  /** The local time as the number HHMMSS, in which leading zeros are lost. */
  static OriginalBeat at(LocalTime time) {
    int ts = time.getHour() * 10_000 + time.getMinute() * 100 + time.getSecond();
    return new OriginalBeat(MODULE, ts, 1);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    producer.close(Duration.ofSeconds(1));
  }
}
