package rouse.streams.liveness;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;

/**
 * Records that a client with another hash than Java's put into a partition that is not their key's.
 * They are moved once: the header says so, and nothing moves in circles when partitions are added.
 * Whoever once moved some leaves marks from then on, also after a restart: the observers of the
 * other partitions judge those that are moved only as far as they know that it was done.
 */
final class MisroutedRecords {
  private final int partition;
  private final int partitions;
  private final String route;
  private final WatchStore memory;
  private final RelayHeartbeatWriter marks;
  private boolean moving;
  private long markedAt;

  MisroutedRecords(ProcessorContext<Object, Object> context, WatchStore memory, int partitions) {
    this.partition = context.taskId().partition();
    this.partitions = partitions;
    this.route = "moved/" + partition;
    this.memory = memory;
    this.marks = new RelayHeartbeatWriter(context, NodeNames.WRITE_TICKS, partitions);
    this.moving = memory.hasMoved();
  }

  /** Whether a record must be moved. */
  boolean isStray(Record<byte[], byte[]> raw) {
    return Utils.toPositive(Utils.murmur2(raw.key())) % partitions != partition
        && raw.headers().lastHeader(HeartbeatCodec.ROUTE) == null;
  }

  /** The record as it will stand in its own partition. */
  Record<Object, Object> moved(Record<byte[], byte[]> raw) {
    if (!moving) {
      memory.rememberMoving();
      moving = true;
    }
    Headers headers = new RecordHeaders(raw.headers());
    HeartbeatCodec.writeRoute(headers, route);
    return new Record<>(raw.key(), raw.value(), raw.timestamp(), headers);
  }

  /**
   * A tick was read back: everything before it was read, and moved.
   *
   * @param at broker time of the tick
   */
  void readUpTo(long at, long now) {
    if (moving && Math.abs(at - markedAt) >= Mark.INTERVAL.toMillis()) {
      marks.writeToAllBut(partition, new Mark(route, at, null), now);
      markedAt = at;
    }
  }
}
