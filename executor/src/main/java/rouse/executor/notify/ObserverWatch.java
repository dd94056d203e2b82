package rouse.executor.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;

/**
 * Looks now and then whether every partition of the heartbeats gets ticks: an observer that is down
 * cannot say so itself. It reads for a second or two at the end of the log and no more. Without a
 * broker nothing is said, since nothing can be known.
 */
final class ObserverWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObserverWatch.class);
  private static final byte[] TICK = "rouse.heartbeat.Tick".getBytes(UTF_8);
  private static final String KIND = "observer-down";
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofSeconds(3);
  private static final Duration AT_START = Duration.ofMinutes(2);

  private final String topic;
  private final String platform;
  private final Supplier<List<String>> people;
  private final Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers;
  private final Consumer<Envelope<Notification>> sender;
  private final InstantSource clock;
  private final ObserverJudge judge;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("observer-watch").factory());

  /**
   * @param patience how long ticks may be missing
   * @param people who is told
   */
  ObserverWatch(
      String topic,
      String platform,
      Duration patience,
      Supplier<List<String>> people,
      Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers,
      Consumer<Envelope<Notification>> sender,
      InstantSource clock) {
    this.topic = topic;
    this.platform = platform;
    this.people = people;
    this.consumers = consumers;
    this.sender = sender;
    this.clock = clock;
    this.judge = new ObserverJudge(patience, AT_START, clock.instant());
  }

  void start() {
    var unused =
        timer.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try (var consumer = consumers.get()) {
      Optional<Instant> tick = newestTick(consumer);
      Optional<ObserverJudge.Verdict> verdict =
          tick.isPresent() ? judge.ticked(tick.get()) : judge.silent(clock.instant());
      verdict.ifPresent(this::tell);
    } catch (KafkaException e) {
      LOG.debug("cannot look for ticks: {}", e.getMessage());
    }
  }

  /** Empty when one of the partitions had none. */
  private Optional<Instant> newestTick(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    Set<Integer> ticked = new HashSet<>();
    long newest = 0;
    long until = System.nanoTime() + LOOK.toNanos();
    while (ticked.size() < partitions.size() && System.nanoTime() - until < 0) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        var type = record.headers().lastHeader(CloudEvents.TYPE);
        if (type != null && java.util.Arrays.equals(type.value(), TICK)) {
          ticked.add(record.partition());
          newest = Math.max(newest, record.timestamp());
        }
      }
    }
    return ticked.size() == partitions.size()
        ? Optional.of(Instant.ofEpochMilli(newest))
        : Optional.empty();
  }

  private void tell(ObserverJudge.Verdict verdict) {
    String text =
        verdict.down()
            ? "nobody watches the platform: no ticks since "
                + (verdict.lastTick().equals(Instant.EPOCH) ? "the start" : verdict.lastTick())
                + "; look after the streams app (rouse doctor)"
            : "the platform is watched again";
    LOG.warn("{}: {}", platform, text);
    for (String person : people.get()) {
      sender.accept(message(person, text, verdict));
    }
  }

  /** All executors that saw the same last tick say the same, and the notifier says it once. */
  private Envelope<Notification> message(
      String person, String text, ObserverJudge.Verdict verdict) {
    String state = verdict.down() ? "down" : "back";
    String id =
        String.join(
            "/",
            "observer",
            platform,
            state,
            String.valueOf(verdict.lastTick().toEpochMilli()),
            person);
    Notification body =
        new Notification(
            id,
            platform,
            Notification.Channel.of(person),
            person,
            "[" + platform + "] observer " + state,
            text,
            KIND,
            KIND,
            !verdict.down());
    return Envelope.of(id, "/executor/observer-watch", clock.instant(), body);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
