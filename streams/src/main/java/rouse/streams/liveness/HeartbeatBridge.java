package rouse.streams.liveness;

import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import rouse.contracts.event.Unreadable;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.OriginalHeartbeat;
import rouse.contracts.topic.RecordSize;
import rouse.contracts.topic.Topics;
import rouse.streams.intake.DeadLetterDesk;

/**
 * Writes a heartbeat of the original format as a beat into our log. Its time stamp goes along, so
 * that the ledger recognises a repeat; its key, if it has one, means nothing.
 */
final class HeartbeatBridge implements Processor<byte[], byte[], Object, Object> {
  private final String platform;
  private final int partitions;
  private final String deadLetterSink;
  private String route;
  private ProcessorContext<Object, Object> context;
  private DeadLetterDesk deadLetters;
  private ModuleNames names;

  /**
   * @param partitions of the heartbeat log
   */
  HeartbeatBridge(String platform, int partitions, String deadLetterSink) {
    this.platform = platform;
    this.partitions = partitions;
    this.deadLetterSink = deadLetterSink;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    deadLetters = new DeadLetterDesk(processorContext, deadLetterSink);
    KeyValueStore<String, String> declared = processorContext.getStateStore(DeclaredNames.STORE);
    route = "bridge/" + context.taskId().partition();
    MarkWriter marks = new MarkWriter(context, route, Nodes.WRITE_BRIDGE_MARKS, partitions);
    context.schedule(Mark.INTERVAL, PunctuationType.WALL_CLOCK_TIME, marks::write);
    names = new ModuleNames(platform, canonical -> DeclaredNames.find(declared, canonical));
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    try {
      RecordSize.refuseOver(Topics.LARGEST_EVENT, raw.key(), raw.value(), List.of());
      OriginalHeartbeat heartbeat = OriginalHeartbeat.read(raw.value());
      String key = names.resolve(heartbeat.module()).toString();
      Beat beat = new Beat(0, Beat.NONE, heartbeat.ts(), heartbeat.status(), null);
      Record<Object, Object> bridged = new Record<>(key, beat, raw.timestamp());
      HeartbeatCodec.writeRoute(bridged.headers(), route);
      context.forward(bridged, Nodes.WRITE_BRIDGED_BEATS);
    } catch (Unreadable | IllegalArgumentException unreadable) {
      deadLetters.bury(raw, unreadable);
    }
  }
}
