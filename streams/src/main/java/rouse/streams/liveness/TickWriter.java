package rouse.streams.liveness;

import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Tick;

/** Writes the clock of one task into its own partition. */
final class TickWriter {
  /** Past this time without a tick read back, what the ledger says is of the past. */
  private static final long OUT_OF_SIGHT_MS = 1000;

  private final String run = UUID.randomUUID().toString();
  private final ProcessorContext<Object, Object> context;
  private final String key;
  private long number;
  private long readBackAt;

  TickWriter(ProcessorContext<Object, Object> context) {
    this.context = context;
    this.key = PartitionKey.key("tick", context.taskId().partition());
  }

  /** Appends the next tick. */
  void write(long now) {
    Tick tick = new Tick(run, ++number);
    Headers headers = new RecordHeaders();
    HeartbeatCodec.writeHeaders(headers, tick, "/streams/liveness", Instant.ofEpochMilli(now));
    context.<Object, Object>forward(new Record<>(key, tick, now, headers), NodeNames.WRITE_TICKS);
  }

  /** Whether this run wrote a tick that was read; another run's says nothing of what we read. */
  boolean isOwn(Tick tick) {
    return tick.observer().equals(run);
  }

  /** An own tick was read back, at {@code now} of the wall clock. */
  void readBack(long now) {
    readBackAt = now;
  }

  /** Whether ticks no longer come back. */
  boolean isOutOfSight(long now) {
    return now - readBackAt > OUT_OF_SIGHT_MS;
  }
}
