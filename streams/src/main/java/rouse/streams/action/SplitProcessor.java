package rouse.streams.action;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.action.ActionRequest;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.topic.RecordSize;
import rouse.contracts.topic.Topics;

/**
 * Carries out requests without an id, and sends the others, and those that must not overtake them,
 * to where repeats meet.
 */
final class SplitProcessor implements Processor<byte[], byte[], Object, Object> {
  private final RequestSinks ends;
  private final String platform;
  private ProcessorContext<Object, Object> context;
  private RequestOutputs outputs;
  private SensorRerouting detour;

  SplitProcessor(RequestSinks ends, String platform) {
    this.ends = ends;
    this.platform = platform;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    outputs = new RequestOutputs(processorContext, ends, platform);
    detour = new SensorRerouting(processorContext);
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    Origin origin = Origin.of(context.recordMetadata().orElseThrow(), raw);
    ActionRequest request;
    try {
      RecordSize.refuseOver(Topics.LARGEST_REQUEST, raw.key(), raw.value(), raw.headers());
      request = ActionRequest.parse(raw.value());
    } catch (MalformedRecordException e) {
      outputs.bury(raw, origin, e.getMessage());
      return;
    }
    if (detour.takes(request, raw.timestamp())) {
      Headers headers = new RecordHeaders(raw.headers());
      origin.writeTo(headers);
      context.<Object, Object>forward(
          new Record<>(origin.nameOf(request), raw.value(), raw.timestamp(), headers),
          RequestSinks.RE_KEY);
    } else {
      outputs.carryOut(raw, origin, request);
    }
  }
}
