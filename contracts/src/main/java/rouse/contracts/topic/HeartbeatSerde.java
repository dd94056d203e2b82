package rouse.contracts.topic;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import rouse.contracts.event.EventSigner;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;

/**
 * Heartbeat records. The writer puts the CloudEvents headers itself ({@link
 * HeartbeatCodec#writeHeaders}), since a serde knows neither source nor time.
 */
public final class HeartbeatSerde implements Serde<HeartbeatRecord> {
  private final EventSigner signer;

  /**
   * @param signer signs what only Rouse writes
   */
  public HeartbeatSerde(EventSigner signer) {
    this.signer = signer;
  }

  @Override
  public Serializer<HeartbeatRecord> serializer() {
    return new Serializer<>() {
      @Override
      public byte[] serialize(String topic, HeartbeatRecord record) {
        throw new UnsupportedOperationException("the kind of a heartbeat stands in its headers");
      }

      @Override
      public byte[] serialize(String topic, Headers headers, HeartbeatRecord record) {
        byte[] value = HeartbeatCodec.write(record);
        if (!record.isOfModules()) {
          signer.sign(headers, value);
        }
        return value;
      }
    };
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
