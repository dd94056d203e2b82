package rouse.executor.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.topic.Topics;
import rouse.executor.log.RecentSet;

/** Writes down what became of each message, and remembers those that need nothing more. */
final class DeliveryLog {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);
  private final Producer<byte[], byte[]> producer;
  private final Topics topics;
  private final String source;
  private final InstantSource clock;
  private final NotifyCounts counts;

  /** As many as a restart can bring back. */
  private final Set<String> ended = new RecentSet<>(100_000);

  DeliveryLog(
      Producer<byte[], byte[]> producer,
      Topics topics,
      String source,
      InstantSource clock,
      NotifyCounts counts) {
    this.producer = producer;
    this.topics = topics;
    this.source = source;
    this.clock = clock;
    this.counts = counts;
  }

  /** Whether a message needs nothing more. */
  boolean knows(String id) {
    return ended.contains(id);
  }

  /** Takes over what was recorded before this start. */
  void learn(Delivery delivery) {
    if (delivery.outcome().isFinal(delivery.channel())) {
      ended.add(delivery.notificationId());
    }
  }

  /** Returns when the broker has acknowledged it. */
  void record(PendingMessage job, Outcome outcome, String detail) throws InterruptedException {
    Envelope<Notification> message = job.message();
    Notification n = message.body();
    Delivery delivery =
        new Delivery(
            n.notificationId(),
            n.platform(),
            n.channel(),
            n.recipient(),
            outcome,
            job.attempts(),
            OneLine.of(detail),
            clock.instant(),
            n.alerts());
    Envelope<Delivery> event =
        new Envelope<>(
            message.id() + "#" + outcome + job.attempts(),
            source,
            delivery.at(),
            message.correlationId(),
            message.id(),
            message.traceparent(),
            delivery);
    write(event);
    counts.count(n.channel(), outcome);
    learn(delivery);
  }

  private void write(Envelope<Delivery> event) throws InterruptedException {
    byte[] key = event.body().recipient().getBytes(UTF_8);
    byte[] body = CloudEvents.body(event.body());
    Headers headers = CloudEvents.headers(event);
    topics.signer().sign(headers, body);
    var record = new ProducerRecord<>(topics.deliveries().name(), null, key, body, headers);
    while (true) {
      try {
        producer.send(record).get();
        return;
      } catch (InterruptException e) {
        // The producer's own has put the interruption back; ours says so by being thrown.
        throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
      } catch (ExecutionException | KafkaException e) {
        if (e.getCause() instanceof RecordTooLargeException) {
          // No later attempt is better, and the messages behind it wait.
          LOG.error("what became of {} cannot be written: {}", event.causationId(), e.getMessage());
          return;
        }
        // Sent and not recorded is sent again after a restart, so nothing else is done meanwhile.
        Throwable why = e.getCause() == null ? e : e.getCause();
        LOG.error("cannot write to {}, trying again: {}", record.topic(), why.getMessage());
        TimeUnit.SECONDS.sleep(1);
      } catch (IllegalStateException e) {
        // Closed while a server kept silent: not recorded, so it is sent again by the next start.
        throw new InterruptedException(e.getMessage());
      }
    }
  }
}
