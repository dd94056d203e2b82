package rouse.streams.action;

import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Envelope;

/** Keeps the newest deliveries of each recipient, counts all, and knows which channels work. */
final class RememberDeliveries implements Processor<String, Envelope<Delivery>, Void, Void> {
  private KeyValueStore<String, Deliveries> deliveries;
  private KeyValueStore<String, Long> counts;
  private KeyValueStore<String, ChannelState> channels;

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    deliveries = context.getStateStore(ActionQueries.DELIVERIES);
    counts = context.getStateStore(ActionQueries.COUNTS);
    channels = context.getStateStore(ActionQueries.CHANNELS);
  }

  @Override
  public void process(Record<String, Envelope<Delivery>> record) {
    Delivery delivery = record.value().body();
    Deliveries before = deliveries.get(record.key());
    deliveries.put(record.key(), (before == null ? Deliveries.NONE : before).with(delivery));
    String key = MemoryTopology.countKey(delivery);
    Long count = counts.get(key);
    counts.put(key, count == null ? 1 : count + 1);
    keepChannel(delivery, Instant.ofEpochMilli(record.timestamp()));
  }

  private void keepChannel(Delivery delivery, Instant at) {
    String key = delivery.platform() + "/" + delivery.channel();
    ChannelState before = channels.get(key);
    channels.put(key, (before == null ? ChannelState.of(delivery) : before).with(delivery, at));
  }
}
