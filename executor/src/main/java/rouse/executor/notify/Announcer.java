package rouse.executor.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;

/**
 * Tells people what the executor alone can know: that a module of the control plane cannot be kept
 * alive. The broker may be that module, so a message waits until it is taken.
 */
public final class Announcer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private final String platform;
  private final Supplier<List<String>> people;
  private final List<String> operators;
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final InstantSource clock;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("announcer").factory());
  private final CountDownLatch topicIsThere = new CountDownLatch(1);

  /**
   * @param people of the platform; operators are told as well
   */
  public Announcer(
      Settings settings,
      Topics topics,
      String host,
      String platform,
      Supplier<List<String>> people,
      InstantSource clock) {
    this.platform = platform;
    this.people = people;
    this.operators = Notifier.operatorsOf(settings);
    this.producer = new NotifyClients(settings, host + "-announcer").producer();
    this.topic = topics.notifications().name();
    this.clock = clock;
  }

  /**
   * From now on messages go out; before, a broker would make the topic with settings of its own.
   */
  public void start() {
    topicIsThere.countDown();
  }

  /**
   * One message to each.
   *
   * @param about what it is about; of one such thing, what is said last holds
   * @param occasion makes the message's id, so that a repeat is recognised
   * @param over what was told before is over
   */
  public void tell(String about, String occasion, String text, boolean over) {
    LOG.warn("{}: {}", platform, text);
    Stream.concat(people.get().stream(), operators.stream())
        .distinct()
        .map(person -> message(person, about, occasion, text, over))
        .forEach(this::later);
  }

  private Envelope<Notification> message(
      String person, String about, String occasion, String text, boolean over) {
    String id = String.join("/", "control-plane", occasion, over ? "over" : "raised", person);
    Notification body =
        new Notification(
            id,
            platform,
            Notification.Channel.of(person),
            person,
            "[" + platform + "] " + about + (over ? " is back" : " cannot be kept alive"),
            text,
            "quarantine",
            "control-plane/" + about,
            over);
    return Envelope.of(id, "/executor/control-plane", clock.instant(), body);
  }

  private void later(Envelope<Notification> message) {
    try {
      worker.execute(() -> deliver(message));
    } catch (RejectedExecutionException closed) {
      LOG.debug("closing; {} is not told", message.id());
    }
  }

  private void deliver(Envelope<Notification> message) {
    try {
      topicIsThere.await();
      while (!isTaken(message)) {
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException closing) {
      LOG.debug("closing; {} is not told", message.id());
    }
  }

  private boolean isTaken(Envelope<Notification> message) throws InterruptedException {
    try {
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  null,
                  message.body().recipient().getBytes(UTF_8),
                  CloudEvents.body(message.body()),
                  CloudEvents.headers(message)))
          .get();
      return true;
    } catch (ExecutionException | KafkaException e) {
      LOG.debug("{} waits for the broker: {}", message.id(), e.getMessage());
      return false;
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
