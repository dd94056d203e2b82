package rouse.streams.action.memory;

import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Envelope;
import rouse.streams.action.ActionQueries;

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
    String channelKey = delivery.platform() + "/" + delivery.channel();
    ChannelState channel = channels.get(channelKey);
    String countKey = MemoryTopology.countKey(delivery);
    Long count = counts.get(countKey);
    Instant at = Instant.ofEpochMilli(record.timestamp());
    // The one that could be refused first: all is kept of a delivery, or nothing.
    deliveries.put(record.key(), (before == null ? Deliveries.NONE : before).with(delivery));
    channels.put(
        channelKey, (channel == null ? ChannelState.of(delivery) : channel).with(delivery, at));
    counts.put(countKey, count == null ? 1 : count + 1);
  }
}
