package rouse.streams.liveness;

import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.OriginalHeartbeat;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.OriginalNames;
import rouse.contracts.topic.RecordSize;
import rouse.contracts.topic.Topics;
import rouse.streams.clock.ReadProgress;
import rouse.streams.intake.DeadLetterPublisher;

/**
 * Writes a heartbeat of the original format as a beat into our log. Its time stamp goes along, so
 * that the ledger recognises a repeat; its key, if it has one, means nothing.
 */
final class HeartbeatBridge implements Processor<byte[], byte[], Object, Object> {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatBridge.class);
  private final String platform;
  private final Sources sources;
  private final int partitions;
  private final String deadLetterSink;
  private String route;
  private BridgeMarks marks;
  private ProcessorContext<Object, Object> context;
  private DeadLetterPublisher deadLetters;
  private KeyValueStore<String, String> declared;
  private boolean named;

  /**
   * What is read.
   *
   * @param topics their names
   * @param reads how far they have been read
   */
  record Sources(List<String> topics, ReadProgress reads) {}

  /**
   * @param partitions of the heartbeat log
   */
  HeartbeatBridge(String platform, Sources sources, int partitions, String deadLetterSink) {
    this.platform = platform;
    this.sources = sources;
    this.partitions = partitions;
    this.deadLetterSink = deadLetterSink;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    deadLetters = new DeadLetterPublisher(processorContext, deadLetterSink);
    declared = processorContext.getStateStore(DeclaredNames.STORE);
    route = "bridge/" + context.taskId().partition();
    marks = new BridgeMarks(context, sources.reads(), sources.topics(), route, partitions);
    context.schedule(BridgeMarks.STEP, PunctuationType.WALL_CLOCK_TIME, marks::step);
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    context.recordMetadata().ifPresent(marks::processing);
    try {
      RecordSize.refuseOver(Topics.LARGEST_EVENT, raw.key(), raw.value(), List.of());
      OriginalHeartbeat heartbeat = OriginalHeartbeat.read(raw.value());
      checkPlatform();
      String key = instance(heartbeat.module()).toString();
      Beat beat = new Beat(0, Beat.NONE, heartbeat.ts(), heartbeat.status(), null);
      Record<Object, Object> bridged = new Record<>(key, beat, raw.timestamp());
      HeartbeatCodec.writeRoute(bridged.headers(), route);
      context.forward(bridged, NodeNames.WRITE_BRIDGED_BEATS);
    } catch (MalformedRecordException | IllegalArgumentException unreadable) {
      deadLetters.bury(raw, unreadable);
    }
  }

  /** What no module is called is slot 1 of a module that nobody has declared. */
  private InstanceId instance(String name) {
    return OriginalNames.find(name, canonical -> DeclaredNames.find(declared, platform, canonical))
        .map(slot -> new InstanceId(platform, slot.module(), slot.number()))
        .orElseGet(() -> new InstanceId(platform, OriginalNames.canonical(name), 1));
  }

  /** Beats that count for a platform nobody declared are missed by the one that they are of. */
  private void checkPlatform() {
    if (named) {
      return;
    }
    named = true;
    List<String> others = DeclaredNames.othersThan(declared, platform);
    if (!others.isEmpty()) {
      LOG.warn(
          "heartbeats in the original format count for platform {}, which is not declared; declared"
              + " are {}. Set platform.default to the one that they are of.",
          platform,
          String.join(", ", others));
    }
  }
}
