package rouse.streams.action;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Keeps the newest displays of each service. */
final class RememberDisplays implements Processor<String, byte[], Void, Void> {
  private DisplayShelf shelf;

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    shelf = new DisplayShelf(context.getStateStore(ActionQueries.DISPLAYS));
  }

  @Override
  public void process(Record<String, byte[]> display) {
    if (!display.key().isEmpty()) {
      shelf.add(display.key(), display.value());
    }
  }
}
