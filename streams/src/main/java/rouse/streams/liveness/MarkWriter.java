package rouse.streams.liveness;

import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;

/**
 * Shows the observers of other partitions that a task brings them what it has for them. The marks
 * go through the producer of the beats, so none overtakes a beat.
 */
final class MarkWriter {
  private final ProcessorContext<Object, Object> context;
  private final Mark mark;
  private final String sink;
  private final int partitions;

  /**
   * @param partitions of the heartbeat log
   */
  MarkWriter(ProcessorContext<Object, Object> context, String route, String sink, int partitions) {
    this.context = context;
    this.mark = new Mark(route);
    this.sink = sink;
    this.partitions = partitions;
  }

  /** Leaves a mark in every partition but one. */
  void writeToAllBut(int partition, long now) {
    for (int other = 0; other < partitions; other++) {
      if (other != partition) {
        Headers headers = new RecordHeaders();
        HeartbeatCodec.writeHeaders(headers, mark, "/streams/liveness", Instant.ofEpochMilli(now));
        String key = ToPartition.key("mark", other);
        context.<Object, Object>forward(new Record<>(key, mark, now, headers), sink);
      }
    }
  }

  /** Leaves a mark in every partition. */
  void write(long now) {
    writeToAllBut(-1, now);
  }
}
