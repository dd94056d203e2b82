package rouse.contracts.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of an event, right and wrong in one place. */
public final class HostileHeaders {
  private static final List<String> NAMES =
      List.of(
          CloudEvents.ID,
          CloudEvents.TYPE,
          CloudEvents.SOURCE,
          CloudEvents.TIME,
          CloudEvents.CORRELATION_ID,
          CloudEvents.CAUSATION_ID,
          CloudEvents.TRACE_PARENT);

  private static final List<String> VALUES =
      List.of(
          "",
          "text",
          "rouse.fact.Surprise",
          "+1000000000-12-31T23:59:59.999999999Z",
          "-1000000000-01-01T00:00:00Z",
          "x".repeat(900_000));

  private HostileHeaders() {}

  /** As they should be, with an id of its own. */
  public static Headers good(Class<?> type) {
    Headers headers = new RecordHeaders();
    put(headers, CloudEvents.ID, UUID.randomUUID().toString());
    put(headers, CloudEvents.TYPE, EventTypes.nameOf(type.asSubclass(Event.class)));
    put(headers, CloudEvents.SOURCE, "/test");
    put(headers, CloudEvents.TIME, Instant.parse("2026-01-31T09:00:00Z").toString());
    return headers;
  }

  /** Each of them once left out, once without a value, and once with each of many values. */
  public static List<Headers> of(Class<?> type) {
    List<Headers> all = new ArrayList<>();
    for (String name : NAMES) {
      all.add(good(type).remove(name));
      all.add(good(type).remove(name).add(name, null));
      all.add(good(type).remove(name).add(name, new byte[] {(byte) 0xff, 0}));
      for (String value : VALUES) {
        Headers headers = good(type);
        put(headers, name, value);
        all.add(headers);
      }
    }
    return all;
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(UTF_8));
  }
}
