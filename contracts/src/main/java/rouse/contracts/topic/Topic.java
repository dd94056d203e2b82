package rouse.contracts.topic;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;

/**
 * A topic with its name, its serdes and its settings, so that nobody pairs a name with another's
 * format.
 *
 * @param partitions when it has to be created
 * @param settings topic configs that Rouse relies on
 * @param ours created and verified by Rouse; else taken as found and created only when missing
 */
public record Topic<K, V>(
    String name,
    Serde<K> keySerde,
    Serde<V> valueSerde,
    int partitions,
    Map<String, String> settings,
    boolean ours) {

  public Topic {
    Objects.requireNonNull(name, "name");
    settings = Map.copyOf(settings);
  }
}
