package rouse.contracts.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A dead letter")
class DeadLettersTest {
  private static final int MIB = 1024 * 1024;

  static Stream<Arguments> tooLarge() {
    return Stream.of(
        Arguments.of("value", new byte[3], new byte[20 * MIB], headers(10), 17 * MIB),
        Arguments.of("key", new byte[20 * MIB], new byte[100], headers(10), 100),
        Arguments.of("headers", new byte[3], new byte[100], headers(20 * MIB), 100),
        Arguments.of("null value", new byte[20 * MIB], null, headers(10), 0),
        Arguments.of("all", new byte[20 * MIB], new byte[20 * MIB], headers(20 * MIB), 17 * MIB));
  }

  @Test
  @DisplayName("keeps whole what fits, to the last byte, with where it was found and why")
  void whole() {
    byte[] key = "k".getBytes(UTF_8);
    long besides = RecordSize.of(key, null, letter(key, null, headers(5)).headers());
    byte[] value = new byte[(int) (Topics.LARGEST_LETTER - besides)];

    ProducerRecord<byte[], byte[]> letter = letter(key, value, headers(5));

    assertThat(RecordSize.of(letter.key(), letter.value(), letter.headers()))
        .isEqualTo(Topics.LARGEST_LETTER);
    assertThat(letter.value()).isSameAs(value);
    assertThat(letter.headers().lastHeader(DeadLetters.WHOLE)).isNull();
    assertThat(letter.headers().lastHeader("own").value()).hasSize(5);
    assertPlace(letter);

    ProducerRecord<byte[], byte[]> cut = letter(key, new byte[value.length + 1], headers(5));
    assertThat(text(cut, DeadLetters.WHOLE)).isEqualTo(Integer.toString(value.length + 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tooLarge")
  @DisplayName("keeps the beginning of what is too large, and says how much there was")
  void cut(String what, byte[] key, byte[] value, Headers headers, int mostOfValue) {
    ProducerRecord<byte[], byte[]> letter = letter(key, value, headers);

    assertThat(RecordSize.of(letter.key(), letter.value(), letter.headers()))
        .isLessThanOrEqualTo(Topics.LARGEST_LETTER);
    assertThat(text(letter, DeadLetters.WHOLE))
        .isEqualTo(Integer.toString(value == null ? 0 : value.length));
    if (value == null) {
      assertThat(letter.value()).isNull();
    } else {
      assertThat(letter.value())
          .hasSizeBetween(Math.min(value.length, 14 * MIB), Math.min(value.length, mostOfValue));
    }
    assertThat(letter.key()).hasSizeBetween(Math.min(key.length, MIB), MIB);
    assertPlace(letter);
  }

  @Test
  @DisplayName("that comes again does not say that it was cut the time before")
  void again() {
    Headers headers = headers(1);
    headers.add(DeadLetters.WHOLE, "17".getBytes(UTF_8));
    assertThat(letter(null, null, headers).headers().lastHeader(DeadLetters.WHOLE)).isNull();
  }

  @Test
  @DisplayName("is taken for as large as Kafka's producer takes it for, or a little larger")
  void size() {
    for (int length : new int[] {0, 1, 127, 128, 20_000, 3 * MIB}) {
      Header[] own = headers(length).toArray();
      int kafka =
          AbstractRecords.estimateSizeInBytesUpperBound(
              RecordBatch.CURRENT_MAGIC_VALUE,
              CompressionType.NONE,
              new byte[length],
              new byte[length],
              own);
      assertThat(RecordSize.of(new byte[length], new byte[length], headers(length)))
          .isBetween((long) kafka, kafka + 40L);
    }
  }

  private static ProducerRecord<byte[], byte[]> letter(byte[] key, byte[] value, Headers headers) {
    return DeadLetters.letter("dead", key, value, headers, "the reason", "source", 3, 44);
  }

  private static void assertPlace(ProducerRecord<byte[], byte[]> letter) {
    assertThat(letter.topic()).isEqualTo("dead");
    assertThat(text(letter, DeadLetters.REASON)).isEqualTo("the reason");
    assertThat(text(letter, DeadLetters.TOPIC)).isEqualTo("source");
    assertThat(text(letter, DeadLetters.PARTITION)).isEqualTo("3");
    assertThat(text(letter, DeadLetters.OFFSET)).isEqualTo("44");
  }

  private static Headers headers(int bytes) {
    return new RecordHeaders().add("own", new byte[bytes]);
  }

  private static String text(ProducerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
