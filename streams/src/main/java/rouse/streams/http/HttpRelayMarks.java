package rouse.streams.http;

import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.topic.Topic;

/** Shows the observers that what beats over HTTP here comes through to them. */
final class HttpRelayMarks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpRelayMarks.class);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("http-marks").factory());

  /**
   * Leaves marks in every partition from now on.
   *
   * @param send by the producer of the beats, so that none is overtaken
   */
  void start(
      String route,
      Topic<String, HeartbeatRecord> heartbeats,
      InstantSource clock,
      Consumer<ProducerRecord<String, byte[]>> send) {
    Mark mark = Mark.of(route);
    byte[] value = HeartbeatCodec.write(mark);
    Runnable round =
        () -> {
          for (int partition = 0; partition < heartbeats.partitions(); partition++) {
            Headers headers = new RecordHeaders();
            HeartbeatCodec.writeHeaders(headers, mark, LogInbox.SOURCE, clock.instant());
            String key = "mark/" + partition;
            send.accept(new ProducerRecord<>(heartbeats.name(), partition, key, value, headers));
          }
        };
    long interval = Mark.INTERVAL.toMillis();
    var unused =
        timer.scheduleWithFixedDelay(() -> attempt(round), 0, interval, TimeUnit.MILLISECONDS);
  }

  /** One that fails must not be the last. */
  private static void attempt(Runnable round) {
    try {
      round.run();
    } catch (RuntimeException e) {
      LOG.debug("no mark was left: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
