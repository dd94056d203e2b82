package rouse.streams.outlet;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.topic.DeadLetters;

/**
 * What becomes of a record that its topic does not take: it goes to the dead letters with the place
 * of the record that it follows from, and the next one is served. Kafka Streams counts it among its
 * dropped records. Any other failure is answered as Kafka Streams does by itself.
 *
 * <p>A record of a store's changelog is the exception: it fails the application. Without it the
 * store in memory and its log would differ, and nobody would know: after the next restart the
 * decider would go on from a state before decisions that it has already announced, and repeat
 * commands or forget instances. A stop is seen, and is said with its cause. That bad input does not
 * lead there is seen to where it comes in: what is decoded is bounded ({@link
 * rouse.contracts.topic.Topics#LARGEST_EVENT}), and so is what the stores gather from it.
 */
public final class TooLargeHandler extends DefaultProductionExceptionHandler {
  /** Setting with the name of the dead letters' topic. */
  public static final String DEAD_LETTERS = "rouse.dead.letters";

  private static final Logger LOG = LoggerFactory.getLogger(TooLargeHandler.class);

  /** How Kafka Streams ends the names of changelogs. */
  private static final String CHANGELOG = "-changelog";

  private static final int NOWHERE = -1;
  private String deadLetters;

  @Override
  public void configure(Map<String, ?> configs) {
    super.configure(configs);
    deadLetters = (String) configs.get(DEAD_LETTERS);
  }

  /** A record that cannot even be written down; what it follows from is whole. */
  @Override
  @SuppressWarnings("rawtypes")
  public Response handleSerializationError(
      ErrorHandlerContext context,
      ProducerRecord record,
      Exception failure,
      SerializationExceptionOrigin origin) {
    String why = "no record for topic " + record.topic() + ": " + failure.getMessage();
    LOG.error("{}-{} at {}: {}", context.topic(), context.partition(), context.offset(), why);
    if (context.topic() == null || context.topic().equals(deadLetters)) {
      return Response.resume();
    }
    return Response.resume(
        List.of(
            DeadLetters.letter(
                deadLetters,
                context.sourceRawKey(),
                context.sourceRawValue(),
                context.headers(),
                why,
                context.topic(),
                context.partition(),
                context.offset())));
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception failure) {
    if (!(failure instanceof RecordTooLargeException)) {
      return super.handleError(context, record, failure);
    }
    String why = "too large for topic " + record.topic() + ": " + failure.getMessage();
    if (record.topic().endsWith(CHANGELOG)) {
      // Kafka Streams does not say which record it follows from.
      LOG.error("what a store keeps is {}", why);
      return Response.fail();
    }
    // A broker answers when other records are served, and the context is one of those.
    boolean atOnce = failure instanceof Oversized && context.topic() != null;
    String topic = atOnce ? context.topic() : record.topic();
    int partition = atOnce ? context.partition() : NOWHERE;
    long offset = atOnce ? context.offset() : NOWHERE;
    String from = atOnce ? topic + "-" + partition + "@" + offset : "an unknown record";
    if (record.topic().equals(deadLetters)) {
      LOG.error("a dead letter because of {} is lost: {}", from, why);
      return Response.resume();
    }
    LOG.error("a record because of {} goes to the dead letters: {}", from, why);
    return Response.resume(
        List.of(
            DeadLetters.letter(
                deadLetters,
                record.key(),
                record.value(),
                record.headers(),
                why,
                topic,
                partition,
                offset)));
  }
}
