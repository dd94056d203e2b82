package rouse.streams.http;

import java.util.concurrent.CompletableFuture;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.InstanceId;

/**
 * Where requests become records. A future completes when the cluster has acknowledged the record,
 * so what was answered with success is never lost.
 */
public interface Inbox {
  /** Appends a beat of an instance. */
  CompletableFuture<Void> beat(InstanceId instance, Beat beat);

  /** Appends a fact and says its id. */
  CompletableFuture<String> fact(Fact fact);
}
