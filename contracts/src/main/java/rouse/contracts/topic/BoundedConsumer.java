package rouse.contracts.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A consumer whose polls take a bounded part of the memory. Kafka bounds a fetch by its compressed
 * bytes and a poll by the number of its records, and some compressed KB can be some hundred MB.
 *
 * <p>A poll ends when it has gathered enough: the next record's deserializer throws, upon which the
 * consumer returns what it has and tries that record again in the next poll. Of a value that is
 * larger than any dead letter the beginning is kept, and a header says how long it was.
 */
public class BoundedConsumer<K> extends KafkaConsumer<K, byte[]> {
  /** What a poll gathers, and one more record. */
  static final long MOST_PER_POLL = 8L * 1024 * 1024;

  /** Compressed, before they are polled; all partitions of a broker together. */
  private static final int MOST_PER_FETCH = 8 * 1024 * 1024;

  private final Budget budget;

  /** For keys as text. */
  public static <K> BoundedConsumer<K> of(Map<String, ?> config, Deserializer<K> keys) {
    return new BoundedConsumer<>(config, keys);
  }

  /** For keys as bytes. */
  public static BoundedConsumer<byte[]> ofBytes(Map<String, ?> config) {
    return of(config, new ByteArrayDeserializer());
  }

  /** For one that does more with what it polls. */
  protected BoundedConsumer(Map<String, ?> config, Deserializer<K> keys) {
    this(config, keys, new Budget());
  }

  private BoundedConsumer(Map<String, ?> config, Deserializer<K> keys, Budget budget) {
    super(
        bounded(config),
        new BoundedPart<>(keys, budget, false),
        new BoundedPart<>(new ByteArrayDeserializer(), budget, true));
    this.budget = budget;
  }

  private static Map<String, Object> bounded(Map<String, ?> config) {
    Map<String, Object> all = new HashMap<>(config);
    all.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_PER_FETCH);
    return all;
  }

  @Override
  public ConsumerRecords<K, byte[]> poll(Duration timeout) {
    budget.refill();
    return super.poll(timeout);
  }

  /** What one poll may still gather. For the thread that polls. */
  private static final class Budget {
    private long spent;
    private Headers current;

    void refill() {
      spent = 0;
      current = null;
    }

    /**
     * Takes account of a part of a record; its headers are the same object for both parts.
     *
     * @param large whether its headers may be large
     * @throws SerializationException when the record is the first that is too much
     */
    @SuppressWarnings("ReferenceEquality") // two records may have equal headers
    void take(Headers headers, int bytes, boolean large) {
      if (headers != current) {
        if (spent >= MOST_PER_POLL) {
          throw new SerializationException("enough for one poll: the rest is for the next");
        }
        current = headers;
        spent += large ? sizeOf(headers) : 0;
      }
      spent += bytes;
    }

    /** A header that nobody has read yet would also keep the whole record with it. */
    private static long sizeOf(Headers headers) {
      long bytes = 0;
      for (Header header : headers) {
        bytes += header.key().length() + (header.value() == null ? 0L : header.value().length);
      }
      return bytes;
    }
  }

  private static final class BoundedPart<T> implements Deserializer<T> {
    /** A record below this size has nothing in it that would need a look. */
    private static final int SMALL = 64 * 1024;

    private final Deserializer<T> inner;
    private final Budget budget;
    private final boolean value;

    BoundedPart(Deserializer<T> inner, Budget budget, boolean value) {
      this.inner = inner;
      this.budget = budget;
      this.value = value;
    }

    @Override
    public T deserialize(String topic, byte[] data) {
      return inner.deserialize(topic, data);
    }

    @Override
    public T deserialize(String topic, Headers headers, ByteBuffer data) {
      int size = data.remaining();
      boolean large = mayBeLarge(data);
      budget.take(headers, Math.min(size, Topics.LARGEST_LETTER), large);
      if (size <= Topics.LARGEST_LETTER) {
        return inner.deserialize(topic, headers, data);
      }
      if (value) {
        byte[] whole = Integer.toString(size).getBytes(UTF_8);
        headers.remove(DeadLetters.WHOLE).add(DeadLetters.WHOLE, whole);
      }
      return inner.deserialize(topic, headers, data.slice(data.position(), Topics.LARGEST_LETTER));
    }

    /** The array is that of the record, or of a whole fetch that was not compressed. */
    @SuppressWarnings("ByteBufferBackingArray") // its length alone is of interest
    private static boolean mayBeLarge(ByteBuffer data) {
      return !data.hasArray() || data.array().length > SMALL;
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
