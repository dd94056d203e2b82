package rouse.contracts.topic;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;

/**
 * Heartbeat records. The writer puts the CloudEvents headers itself ({@link
 * HeartbeatCodec#writeHeaders}), since a serde knows neither source nor time.
 */
public final class HeartbeatSerde implements Serde<HeartbeatRecord> {
  @Override
  public Serializer<HeartbeatRecord> serializer() {
    return (topic, record) -> HeartbeatCodec.write(record);
  }

  @Override
  public Deserializer<HeartbeatRecord> deserializer() {
    return new Deserializer<>() {
      @Override
      public HeartbeatRecord deserialize(String topic, byte[] value) {
        throw new UnsupportedOperationException("the kind of a heartbeat stands in its headers");
      }

      @Override
      public HeartbeatRecord deserialize(String topic, Headers headers, byte[] value) {
        return HeartbeatCodec.read(headers, value);
      }
    };
  }
}
