package rouse.streams.intake;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.topic.DeadLetters;

/**
 * Sends what cannot be understood to a dead-letter sink: key, value and headers as they came, with
 * the reason and the place where it was found, or as much of it as the dead letters take.
 */
public final class DeadLetterPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterPublisher.class);
  private final ProcessorContext<Object, Object> context;
  private final String sink;

  /**
   * @param sink name of a child node that writes bytes to the dead letters
   */
  public DeadLetterPublisher(ProcessorContext<Object, Object> context, String sink) {
    this.context = context;
    this.sink = sink;
  }

  /** Buries the record that is being processed. */
  public void bury(Record<byte[], byte[]> raw, RuntimeException why) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    bury(raw, place.topic(), place.partition(), place.offset(), why);
  }

  /** Buries a record that came in elsewhere and was passed on before it was judged. */
  public void bury(
      Record<byte[], byte[]> raw, String topic, int partition, long offset, RuntimeException why) {
    String reason = reasonOf(why);
    // The sink puts in the topic's name.
    ProducerRecord<byte[], byte[]> letter =
        DeadLetters.letter(
            sink, raw.key(), raw.value(), raw.headers(), reason, topic, partition, offset);
    LOG.debug("dead letter from {}-{} at {}: {}", topic, partition, offset, reason);
    context.<Object, Object>forward(
        new Record<>(letter.key(), letter.value(), raw.timestamp(), letter.headers()), sink);
  }

  /** One line without control characters; an unforeseen exception also says what it is. */
  public static String reasonOf(Exception why) {
    String text = String.valueOf(why.getMessage());
    String named =
        why instanceof MalformedRecordException
            ? text
            : why.getClass().getSimpleName() + ": " + text;
    return DeadLetters.oneLine(named);
  }
}
