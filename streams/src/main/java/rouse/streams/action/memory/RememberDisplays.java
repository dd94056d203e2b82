package rouse.streams.action.memory;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import rouse.streams.action.ActionQueries;
import rouse.streams.intake.DeadLetterPublisher;
import rouse.streams.intake.Decoders;

/** Keeps the newest displays of each service; what is no display goes to the dead letters. */
final class RememberDisplays implements Processor<byte[], byte[], Object, Object> {
  private final String deadLetterSink;
  private final DisplayReader reader = new DisplayReader();
  private DisplayMemory memory;
  private DeadLetterPublisher deadLetters;

  /**
   * @param deadLetterSink name of the child node for what is no display
   */
  RememberDisplays(String deadLetterSink) {
    this.deadLetterSink = deadLetterSink;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    memory = context.getStateStore(ActionQueries.DISPLAYS);
    deadLetters = new DeadLetterPublisher(context, deadLetterSink);
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    try {
      remember(memory, reader, raw.key(), raw.value());
    } catch (RuntimeException unreadable) {
      // Whatever a reader trips over is a property of the record: the next one must be served.
      deadLetters.bury(raw, unreadable);
    }
  }

  /** Takes a record in that was processed before, when the memory was lost. */
  static void again(DisplayMemory memory, DisplayReader reader, byte[] key, byte[] value) {
    try {
      remember(memory, reader, key, value);
    } catch (RuntimeException unreadable) {
      // It was buried when it was processed.
      return;
    }
  }

  private static void remember(
      DisplayMemory memory, DisplayReader reader, byte[] key, byte[] value) {
    byte[] display = reader.read(value);
    // One that names no service cannot be asked for.
    if (key != null) {
      memory.add(Decoders.textKey(key), display);
    }
  }
}
