package rouse.streams.action;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import rouse.contracts.action.UserDisplayRecord;

/** Keeps the newest displays of each service. */
final class RememberDisplays implements Processor<String, UserDisplayRecord, Void, Void> {
  private KeyValueStore<String, Displays> displays;

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    displays = context.getStateStore(ActionQueries.DISPLAYS);
  }

  @Override
  public void process(Record<String, UserDisplayRecord> display) {
    if (display.key().isEmpty()) {
      return;
    }
    Displays before = displays.get(display.key());
    displays.put(display.key(), (before == null ? Displays.NONE : before).with(display.value()));
  }
}
