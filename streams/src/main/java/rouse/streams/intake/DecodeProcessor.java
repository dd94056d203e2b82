package rouse.streams.intake;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.topic.RecordSize;

/** Forwards the decoded record to one child, or the whole record to the dead letters. */
final class DecodeProcessor<K, V> implements Processor<byte[], byte[], Object, Object> {
  private final Decoder<K, V> decoder;
  private final int largest;
  private final String next;
  private final String deadLetterSink;
  private ProcessorContext<Object, Object> context;
  private DeadLetterPublisher deadLetters;

  /**
   * @param largest record that is decoded, in bytes
   */
  DecodeProcessor(Decoder<K, V> decoder, int largest, String next, String deadLetterSink) {
    this.decoder = decoder;
    this.largest = largest;
    this.next = next;
    this.deadLetterSink = deadLetterSink;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    deadLetters = new DeadLetterPublisher(processorContext, deadLetterSink);
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    Record<K, V> decoded;
    try {
      RecordSize.refuseOver(largest, raw.key(), raw.value(), raw.headers());
      decoded = decoder.decode(raw);
    } catch (RuntimeException unreadable) {
      // Whatever a decoder trips over is a property of the record: the next one must be served.
      deadLetters.bury(raw, unreadable);
      return;
    }
    context.<Object, Object>forward(widened(decoded), next);
  }

  private static Record<Object, Object> widened(Record<?, ?> typed) {
    return new Record<>(typed.key(), typed.value(), typed.timestamp(), typed.headers());
  }
}
