package rouse.streams.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OriginTest {
  private static final Place FIRST = new Place("action_manager", 3, 7);
  private static final Place SECOND = new Place("rouse.action-requests", 0, 99);

  record Place(String topic, int partition, long offset) implements RecordMetadata {}

  private static Record<byte[], byte[]> at(long millis, Headers headers) {
    return new Record<>(null, new byte[0], millis, headers);
  }

  @Test
  @DisplayName("A request that was passed on has the name that it came in with")
  void passedOn() {
    Origin origin = Origin.of(FIRST, at(1000, new RecordHeaders()));
    Headers headers = new RecordHeaders();
    origin.writeTo(headers);

    // The broker stamps it anew where it is passed on to.
    Origin read = Origin.ofPassedOn(SECOND, at(2000, headers));
    assertThat(read).hasToString("action_manager/3/7/rs").hasToString(origin.toString());
  }

  @Test
  @DisplayName("What an earlier version passed on is named by when it was passed on")
  void passedOnWithoutTime() {
    Headers headers = new RecordHeaders();
    Origin.of(FIRST, at(1000, new RecordHeaders())).writeTo(headers);
    headers.remove("rouse-time");

    assertThat(Origin.ofPassedOn(SECOND, at(2000, headers))).hasToString("action_manager/3/7/1jk");
  }

  @Test
  @DisplayName("Headers that others wrote say nothing: the place itself counts")
  void strange() {
    Headers headers = new RecordHeaders();
    Origin.of(FIRST, at(1000, new RecordHeaders())).writeTo(headers);
    headers.remove("rouse-time").add("rouse-time", "noon".getBytes(StandardCharsets.UTF_8));

    assertThat(Origin.ofPassedOn(SECOND, at(2000, headers)))
        .hasToString("rouse.action-requests/0/99/1jk");
    assertThat(Origin.of(FIRST, at(2000, headers))).hasToString("action_manager/3/7/1jk");
  }
}
