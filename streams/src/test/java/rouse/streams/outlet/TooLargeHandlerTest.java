package rouse.streams.outlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Response;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Result;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.topic.DeadLetters;

@DisplayName("A record that could not be written")
class TooLargeHandlerTest {
  private static final Exception REFUSED = new Oversized(2_000, 1_000);
  private final TooLargeHandler handler = new TooLargeHandler();

  @BeforeEach
  void configure() {
    handler.configure(Map.of(TooLargeHandler.DEAD_LETTERS, "dead"));
  }

  @Test
  @DisplayName("since it is too large becomes a dead letter of the record that it follows from")
  void output() {
    Response response = handler.handleError(new Serving("requests"), to("displays"), REFUSED);

    assertThat(response.result()).isEqualTo(Result.RESUME);
    assertThat(response.deadLetterQueueRecords()).hasSize(1);
    ProducerRecord<byte[], byte[]> letter = response.deadLetterQueueRecords().getFirst();
    assertThat(letter.topic()).isEqualTo("dead");
    assertThat(letter.key()).asString().isEqualTo("key");
    assertThat(letter.value()).asString().isEqualTo("value");
    assertThat(text(letter, "own")).isEqualTo("kept");
    assertThat(text(letter, DeadLetters.REASON))
        .isEqualTo("too large for topic displays: 2000 bytes, and 1000 are the most");
    assertThat(text(letter, DeadLetters.TOPIC)).isEqualTo("requests");
    assertThat(text(letter, DeadLetters.PARTITION)).isEqualTo("2");
    assertThat(text(letter, DeadLetters.OFFSET)).isEqualTo("55");
  }

  @Test
  @DisplayName("for a broker said so later is not laid to the record that is served by then")
  void saidLater() {
    Exception later = new RecordTooLargeException("the broker says no");
    Response response = handler.handleError(new Serving("requests"), to("displays"), later);

    assertThat(response.result()).isEqualTo(Result.RESUME);
    ProducerRecord<byte[], byte[]> letter = response.deadLetterQueueRecords().getFirst();
    assertThat(text(letter, DeadLetters.TOPIC)).isEqualTo("displays");
    assertThat(text(letter, DeadLetters.OFFSET)).isEqualTo("-1");
  }

  @Test
  @DisplayName("of a timer, which follows from no record, is put away too")
  void ofNoRecord() {
    Response response = handler.handleError(new Serving(null), to("displays"), REFUSED);
    ProducerRecord<byte[], byte[]> letter = response.deadLetterQueueRecords().getFirst();
    assertThat(text(letter, DeadLetters.TOPIC)).isEqualTo("displays");
  }

  @Test
  @DisplayName("into a store's log fails the application: the store could not be restored")
  void changelog() {
    Response response = handler.handleError(new Serving("facts"), to("a-b-changelog"), REFUSED);
    assertThat(response.result()).isEqualTo(Result.FAIL);
    assertThat(response.deadLetterQueueRecords()).isEmpty();
  }

  @Test
  @DisplayName("into the dead letters is not tried there again and again")
  void deadLetter() {
    Response response = handler.handleError(new Serving("facts"), to("dead"), REFUSED);
    assertThat(response.result()).isEqualTo(Result.RESUME);
    assertThat(response.deadLetterQueueRecords()).isEmpty();
  }

  @Test
  @DisplayName("for another reason is answered as by default")
  void otherwise() {
    Serving facts = new Serving("facts");
    assertThat(handler.handleError(facts, to("out"), new IllegalStateException()).result())
        .isEqualTo(Result.FAIL);
    assertThat(handler.handleError(facts, to("out"), new TimeoutException()).result())
        .isEqualTo(Result.RETRY);
  }

  private static ProducerRecord<byte[], byte[]> to(String topic) {
    Headers headers = new RecordHeaders().add("own", "kept".getBytes(UTF_8));
    return new ProducerRecord<>(
        topic, null, "key".getBytes(UTF_8), "value".getBytes(UTF_8), headers);
  }

  private static String text(ProducerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  /** What is being served when it fails. */
  private record Serving(String topic) implements ErrorHandlerContext {
    @Override
    public int partition() {
      return topic == null ? -1 : 2;
    }

    @Override
    public long offset() {
      return topic == null ? -1 : 55;
    }

    @Override
    public Headers headers() {
      return new RecordHeaders();
    }

    @Override
    public String processorNodeId() {
      return "sink";
    }

    @Override
    public TaskId taskId() {
      return new TaskId(0, 0);
    }

    @Override
    public long timestamp() {
      return 0;
    }

    @Override
    public byte[] sourceRawKey() {
      return new byte[0];
    }

    @Override
    public byte[] sourceRawValue() {
      return new byte[0];
    }
  }
}
