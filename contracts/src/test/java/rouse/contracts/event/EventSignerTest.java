package rouse.contracts.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.topic.EventSerde;

@DisplayName("The signature of an event")
class EventSignerTest {
  private static final EventSigner OURS = EventSigner.of("the secret", Optional.empty());

  @Test
  @DisplayName("is good for events of every type, and the body stays as it is")
  void everyType() {
    for (Class<? extends Event> type : EventTypes.all().values()) {
      Envelope<?> event = event(type);
      Headers headers = new RecordHeaders();
      byte[] value = write(event, headers, OURS);
      assertThat(value).isEqualTo(CloudEvents.body(event.body()));
      assertThat(OURS.read(Event.class, headers, value)).isEqualTo(event);
    }
  }

  @Test
  @DisplayName("is gone when the body or any attribute was changed, or it is another secret's")
  void changed() {
    for (Class<? extends Event> type : EventTypes.all().values()) {
      Headers headers = new RecordHeaders();
      byte[] value = write(event(type), headers, OURS);
      for (String name :
          List.of("ce_type", "ce_id", "ce_source", "ce_time", "ce_correlationid", "ce_subject")) {
        Headers other = new RecordHeaders(headers);
        other.remove(name).add(name, "other".getBytes(UTF_8));
        assertRefused(OURS, other, value);
        // Readers take the last header of a name.
        assertRefused(OURS, new RecordHeaders(headers).add(name, "last".getBytes(UTF_8)), value);
      }
      for (int at = 0; at < value.length; at += 7) {
        byte[] otherValue = value.clone();
        otherValue[at] ^= 1;
        assertRefused(OURS, headers, otherValue);
      }
      assertRefused(OURS, headers, null);
      assertRefused(EventSigner.of("a guess", Optional.empty()), headers, value);
    }
  }

  @Test
  @DisplayName("must be there, and must be one; without a secret nobody looks")
  void missing() {
    Headers headers = CloudEvents.headers(event(Fact.TimePassed.class));
    byte[] value = "{}".getBytes(UTF_8);
    assertRefused(OURS, headers, value);
    for (String text : List.of("", "%%%", "AAAA")) {
      headers.remove(EventSigner.SIGNATURE).add(EventSigner.SIGNATURE, text.getBytes(UTF_8));
      assertRefused(OURS, headers, value);
    }
    EventSigner.NONE.verify(headers, value);
  }

  @Test
  @DisplayName("may be of the previous secret while the secret is changed")
  void rotation() {
    Headers old = new RecordHeaders();
    byte[] value = write(event(Fact.TimePassed.class), old, OURS);
    Headers renewed = new RecordHeaders();
    write(event(Fact.TimePassed.class), renewed, EventSigner.of("new", Optional.empty()));

    EventSigner both = EventSigner.of("new", Optional.of("the secret"));
    both.verify(old, value);
    both.verify(renewed, value);
    Headers written = new RecordHeaders();
    write(event(Fact.TimePassed.class), written, both);
    assertThat(CloudEvents.text(written, EventSigner.SIGNATURE))
        .isEqualTo(CloudEvents.text(renewed, EventSigner.SIGNATURE));
  }

  @Test
  @DisplayName("names the key where the body does not say what the record is about")
  void subject() {
    Headers headers = CloudEvents.headers(event(Fact.TimePassed.class));
    headers.add(CloudEvents.SUBJECT, "shop/app/1".getBytes(UTF_8));
    byte[] value = "{}".getBytes(UTF_8);
    OURS.sign(headers, value);
    OURS.verify(headers, "shop/app/1".getBytes(UTF_8), value);
    assertThatThrownBy(() -> OURS.verify(headers, "shop/app/2".getBytes(UTF_8), value))
        .isInstanceOf(RefusedRecordException.class);
    assertThatThrownBy(() -> OURS.verify(headers, null, value))
        .isInstanceOf(RefusedRecordException.class);
  }

  private static void assertRefused(EventSigner signer, Headers headers, byte[] value) {
    assertThatThrownBy(() -> signer.verify(headers, value))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessageContaining("signed");
  }

  private static <E extends Event> byte[] write(
      Envelope<E> event, Headers headers, EventSigner signer) {
    return new EventSerde<E>(null, signer).serializer().serialize("any", headers, event);
  }

  private static <E extends Event> Envelope<E> event(Class<E> type) {
    return Envelope.of(
            "an id", "/test", Instant.parse("2026-01-31T09:00:00Z"), new Samples(3).of(type))
        .correlatedWith("an incident");
  }
}
