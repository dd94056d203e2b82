package rouse.streams.action;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.action.ActionRequest;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.topic.RecordSize;
import rouse.contracts.topic.Topics;

/**
 * Carries out the first request of an id; those that follow within a day of the log are the same.
 * One without an id comes by here only to keep its place behind another, and is carried out.
 */
final class AdmitProcessor implements Processor<byte[], byte[], Object, Object> {
  private static final Logger LOG = LoggerFactory.getLogger(AdmitProcessor.class);
  private static final byte[] SEEN = {1};
  private final RequestSinks ends;
  private final String platform;
  private ProcessorContext<Object, Object> context;
  private WindowStore<String, byte[]> ids;
  private RequestOutputs outputs;

  AdmitProcessor(RequestSinks ends, String platform) {
    this.ends = ends;
    this.platform = platform;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    ids = processorContext.getStateStore(AdmitSupplier.STORE);
    outputs = new RequestOutputs(processorContext, ends, platform);
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    Origin origin = Origin.ofPassedOn(context.recordMetadata().orElseThrow(), raw);
    try {
      RecordSize.refuseOver(Topics.LARGEST_REQUEST, raw.key(), raw.value(), raw.headers());
      ActionRequest request = ActionRequest.parse(raw.value());
      String id = request.requestId();
      if (id == null || isFirst(id, raw.timestamp())) {
        outputs.carryOut(raw, origin, request);
      } else {
        LOG.debug("request {} came again, at {}: nothing to do", id, origin);
      }
    } catch (MalformedRecordException e) {
      outputs.bury(raw, origin, e.getMessage());
    }
  }

  private boolean isFirst(String id, long at) {
    long day = AdmitSupplier.REMEMBERED.toMillis();
    // Also ahead of it: the log's time goes back when the broker's clock is set.
    try (WindowStoreIterator<byte[]> seen = ids.fetch(id, Math.max(0, at - day), at + day)) {
      if (seen.hasNext()) {
        return false;
      }
    }
    ids.put(id, SEEN, at);
    return true;
  }
}
