package rouse.contracts.topic;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.EventSigner;

/**
 * An event family as CloudEvents in binary mode. Reading throws {@link
 * rouse.contracts.event.MalformedRecordException}; consumers that must go on read bytes and call
 * {@link EventSigner#read} themselves.
 */
public final class EventSerde<E extends Event> implements Serde<Envelope<E>> {
  private static final String NEEDS_HEADERS = "CloudEvents in binary mode need record headers";
  private final Class<E> family;
  private final EventSigner signer;

  /**
   * @param signer signs what is written, and refuses what it did not sign
   */
  public EventSerde(Class<E> family, EventSigner signer) {
    this.family = family;
    this.signer = signer;
  }

  @Override
  public Serializer<Envelope<E>> serializer() {
    return new Serializer<>() {
      @Override
      public byte[] serialize(String topic, Envelope<E> event) {
        throw new UnsupportedOperationException(NEEDS_HEADERS);
      }

      @Override
      public byte[] serialize(String topic, Headers headers, Envelope<E> event) {
        CloudEvents.writeHeaders(headers, event);
        byte[] body = CloudEvents.body(event.body());
        signer.sign(headers, body);
        return body;
      }
    };
  }

  @Override
  public Deserializer<Envelope<E>> deserializer() {
    return new Deserializer<>() {
      @Override
      public Envelope<E> deserialize(String topic, byte[] value) {
        throw new UnsupportedOperationException(NEEDS_HEADERS);
      }

      @Override
      public Envelope<E> deserialize(String topic, Headers headers, byte[] value) {
        return signer.read(family, headers, value);
      }
    };
  }
}
