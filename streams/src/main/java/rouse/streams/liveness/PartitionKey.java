package rouse.streams.liveness;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;
import rouse.contracts.heartbeat.HeartbeatRecord;

/**
 * For records about a partition instead of an instance: their key, {@code <kind>/<partition>}, says
 * where they belong; a hash would put them anywhere.
 */
final class PartitionKey implements StreamPartitioner<String, HeartbeatRecord> {

  static String key(String kind, int partition) {
    return kind + "/" + partition;
  }

  @Override
  public Optional<Set<Integer>> partitions(
      String topic, String key, HeartbeatRecord value, int partitions) {
    return Optional.of(Set.of(Integer.parseInt(key.substring(key.indexOf('/') + 1))));
  }
}
