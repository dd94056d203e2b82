package rouse.streams.outlet;

import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import rouse.contracts.event.StateLayout;

/**
 * State as JSON, so that people can read a changelog too, with the number of its layout; what has
 * the layout before is read as well.
 */
public record LayoutSerde<T>(StateLayout<T> layout) implements Serde<T> {
  /** Of what has been stored in one way only. */
  public static <T> LayoutSerde<T> first(Class<T> type) {
    return new LayoutSerde<>(StateLayout.first(type));
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, value) -> {
      try {
        return value == null ? null : StoredSize.checked(layout.write(value));
      } catch (IOException e) {
        throw new SerializationException("cannot write " + layout.type().getSimpleName(), e);
      }
    };
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> {
      try {
        return bytes == null ? null : layout.read(bytes);
      } catch (IOException | IllegalArgumentException e) {
        throw new SerializationException("cannot read " + layout.type().getSimpleName(), e);
      }
    };
  }
}
