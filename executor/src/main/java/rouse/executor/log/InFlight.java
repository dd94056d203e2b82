package rouse.executor.log;

import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.topic.DeadLetters;

/**
 * A record that was read and is not done yet: its offset is not committed. Exactly one of {@link
 * #done}, {@link #doneWhen} and {@link #bury} ends it.
 */
public final class InFlight {
  private static final Logger LOG = LoggerFactory.getLogger(InFlight.class);
  private final OffsetTracker offsets;
  private final TopicPartition partition;
  private final ConsumerRecord<byte[], byte[]> record;
  private final BiFunction<ConsumerRecord<byte[], byte[]>, String, CompletionStage<Void>> letters;
  private final Queue<Runnable> again;

  /**
   * @param letters puts a record with a reason among the dead letters
   * @param again takes writes that failed, for a later attempt
   */
  InFlight(
      OffsetTracker offsets,
      ConsumerRecord<byte[], byte[]> record,
      BiFunction<ConsumerRecord<byte[], byte[]>, String, CompletionStage<Void>> letters,
      Queue<Runnable> again) {
    this.offsets = offsets;
    this.partition = new TopicPartition(record.topic(), record.partition());
    this.record = record;
    this.letters = letters;
    this.again = again;
  }

  /** Whether its partition is still ours to serve. */
  public boolean isOurs() {
    return offsets.knows(partition);
  }

  /** Nothing is left to do for it. */
  public void done() {
    offsets.end(partition, record.offset());
  }

  /**
   * It is done when this is acknowledged. A write that fails is tried again; one that is too large
   * for ever puts the record among the dead letters.
   */
  public void doneWhen(Supplier<? extends CompletionStage<?>> write) {
    attempt(write, this::bury);
  }

  /** It goes to the dead letters, whole, and is done when it is there. */
  public void bury(Throwable why) {
    String reason = why instanceof MalformedRecordException ? why.getMessage() : why.toString();
    attempt(
        () -> letters.apply(record, DeadLetters.oneLine(reason)),
        tooLarge -> {
          LOG.error("{}@{} is passed over: {}", partition, record.offset(), reason, tooLarge);
          done();
        });
  }

  private void attempt(
      Supplier<? extends CompletionStage<?>> write, Consumer<Throwable> whenTooLarge) {
    try {
      write
          .get()
          .whenComplete(
              (acknowledged, failure) -> {
                if (failure == null) {
                  done();
                } else {
                  failed(failure, write, whenTooLarge);
                }
              });
    } catch (RuntimeException e) {
      failed(e, write, whenTooLarge);
    }
  }

  private void failed(
      Throwable failure,
      Supplier<? extends CompletionStage<?>> write,
      Consumer<Throwable> whenTooLarge) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RecordTooLargeException) {
      whenTooLarge.accept(cause);
    } else {
      LOG.warn("{}@{}: {}; trying again", partition, record.offset(), cause.toString());
      again.add(() -> attempt(write, whenTooLarge));
    }
  }
}
