package rouse.streams.decide;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import rouse.contracts.event.Json;
import rouse.streams.outlet.StoredSize;

/** What the stores hold, as JSON, so that a changelog can be read by people too. */
record JsonSerde<T>(Class<T> type) implements Serde<T> {
  /** Writes the components of a record alone, not what its {@code is…()} methods conclude. */
  private static final JsonMapper MAPPER =
      Json.MAPPER.rebuild().disable(MapperFeature.AUTO_DETECT_IS_GETTERS).build();

  @Override
  public Serializer<T> serializer() {
    return (topic, value) -> {
      try {
        return value == null ? null : StoredSize.checked(MAPPER.writeValueAsBytes(value));
      } catch (IOException e) {
        throw new SerializationException("cannot write " + type.getSimpleName(), e);
      }
    };
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> {
      try {
        return bytes == null ? null : MAPPER.readValue(bytes, type);
      } catch (IOException e) {
        throw new SerializationException("cannot read " + type.getSimpleName(), e);
      }
    };
  }
}
