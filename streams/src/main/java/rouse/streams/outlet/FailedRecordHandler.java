package rouse.streams.outlet;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.topic.DeadLetters;
import rouse.streams.intake.DeadLetterPublisher;

/**
 * The last catch around everything that is done with one record, in every processor and global
 * store: a record that cannot be served goes to the dead letters as it was read, and the next one
 * is served. What Kafka itself throws does not come from the record, and ends the thread.
 *
 * <p>A punctuation that fails has no record. It is logged, and comes again.
 */
public final class FailedRecordHandler implements ProcessingExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FailedRecordHandler.class);
  private String deadLetters;

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetters = (String) configs.get(TooLargeHandler.DEAD_LETTERS);
  }

  @Override
  public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
    if (!isOfTheRecord(failure)) {
      return Response.fail();
    }
    String node = context.processorNodeId();
    if (record == null || context.topic() == null) {
      LOG.error("{}: what was due failed, and is tried again", node, failure);
      return Response.resume();
    }
    String topic = context.topic();
    LOG.error(
        "{}: {}-{} at {} cannot be served",
        node,
        topic,
        context.partition(),
        context.offset(),
        failure);
    // One that is a dead letter already would follow itself for ever.
    return topic.equals(deadLetters)
        ? Response.resume()
        : Response.resume(List.of(letter(context, failure)));
  }

  private ProducerRecord<byte[], byte[]> letter(ErrorHandlerContext context, Exception failure) {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetters.letter(
            deadLetters,
            context.sourceRawKey(),
            context.sourceRawValue(),
            context.headers(),
            DeadLetterPublisher.reasonOf(failure),
            context.topic(),
            context.partition(),
            context.offset());
    return new ProducerRecord<>(
        deadLetters, null, context.timestamp(), letter.key(), letter.value(), letter.headers());
  }

  private static boolean isOfTheRecord(Exception failure) {
    return !(failure instanceof KafkaException) || failure instanceof SerializationException;
  }
}
