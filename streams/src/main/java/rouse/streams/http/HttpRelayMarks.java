package rouse.streams.http;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;

/** Shows the observers that what beats over HTTP here comes through to them. */
final class HttpRelayMarks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpRelayMarks.class);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("http-marks").factory());
  private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

  /**
   * Leaves marks in every partition from now on.
   *
   * @param way completes when every beat that was taken in before has been handed on; while it does
   *     not, no mark is left
   * @param send by the producer of the beats, so that none is overtaken
   */
  void start(
      String route,
      Topics topics,
      InstantSource clock,
      Supplier<CompletableFuture<Void>> way,
      Consumer<ProducerRecord<String, byte[]>> send) {
    Topic<String, HeartbeatRecord> heartbeats = topics.heartbeats();
    Mark mark = Mark.of(route);
    byte[] value = HeartbeatCodec.write(mark);
    Runnable round =
        () -> {
          for (int partition = 0; partition < heartbeats.partitions(); partition++) {
            Headers headers = new RecordHeaders();
            HeartbeatCodec.writeHeaders(headers, mark, LogInbox.SOURCE, clock.instant());
            topics.signer().sign(headers, value);
            String key = "mark/" + partition;
            send.accept(new ProducerRecord<>(heartbeats.name(), partition, key, value, headers));
          }
        };
    long interval = Mark.INTERVAL.toMillis();
    var unused =
        timer.scheduleWithFixedDelay(() -> attempt(way, round), 0, interval, TimeUnit.MILLISECONDS);
  }

  /** One that fails must not be the last. */
  private void attempt(Supplier<CompletableFuture<Void>> way, Runnable round) {
    if (!underWay.isDone()) {
      return;
    }
    long begun = System.nanoTime();
    try {
      underWay =
          way.get()
              .thenRunAsync(() -> leave(round, begun), timer)
              .whenComplete((done, failure) -> explain(failure));
    } catch (RuntimeException e) {
      explain(e);
    }
  }

  /** A mark counts from when it is written, and says nothing of what came in while it waited. */
  private static void leave(Runnable round, long begun) {
    if (System.nanoTime() - begun < Mark.INTERVAL.toNanos()) {
      round.run();
    }
  }

  private static void explain(Throwable failure) {
    if (failure != null) {
      LOG.debug("no mark was left: {}", failure.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
