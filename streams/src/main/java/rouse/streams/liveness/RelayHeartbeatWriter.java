package rouse.streams.liveness;

import java.time.Instant;
import java.util.function.IntFunction;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;

/**
 * Shows the observers of other partitions how far a task brought them what it has for them. The
 * marks go through the producer of the beats, so none overtakes a beat.
 */
final class RelayHeartbeatWriter {
  private final ProcessorContext<Object, Object> context;
  private final String sink;
  private final int partitions;

  /**
   * @param partitions of the heartbeat log
   */
  RelayHeartbeatWriter(ProcessorContext<Object, Object> context, String sink, int partitions) {
    this.context = context;
    this.sink = sink;
    this.partitions = partitions;
  }

  /** Leaves a mark in every partition but one. */
  void writeToAllBut(int partition, Mark mark, long now) {
    for (int other = 0; other < partitions; other++) {
      if (other != partition) {
        write(other, mark, now);
      }
    }
  }

  /** Leaves a mark in every partition. */
  void write(IntFunction<Mark> marks, long now) {
    for (int partition = 0; partition < partitions; partition++) {
      write(partition, marks.apply(partition), now);
    }
  }

  private void write(int partition, Mark mark, long now) {
    Headers headers = new RecordHeaders();
    HeartbeatCodec.writeHeaders(headers, mark, "/streams/liveness", Instant.ofEpochMilli(now));
    String key = PartitionKey.key("mark", partition);
    context.<Object, Object>forward(new Record<>(key, mark, now, headers), sink);
  }
}
