package rouse.contracts.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import rouse.contracts.text.PlainText;

/**
 * CloudEvents in Kafka's binary content mode: attributes as {@code ce_*} headers, the JSON body
 * alone as value. See the Kafka protocol binding of CloudEvents 1.0.2.
 */
public final class CloudEvents {
  public static final String ID = "ce_id";
  public static final String TYPE = "ce_type";
  public static final String SOURCE = "ce_source";
  public static final String TIME = "ce_time";
  public static final String SPEC_VERSION = "ce_specversion";
  public static final String CORRELATION_ID = "ce_correlationid";
  public static final String CAUSATION_ID = "ce_causationid";

  /** Of what the event is, where its body does not say. */
  public static final String SUBJECT = "ce_subject";

  public static final String TRACE_PARENT = "traceparent";
  public static final String CONTENT_TYPE = "content-type";

  /** What is an event's own; none of another event may stay. */
  private static final List<String> OWN =
      List.of(
          ID,
          TYPE,
          SOURCE,
          TIME,
          SPEC_VERSION,
          CORRELATION_ID,
          CAUSATION_ID,
          TRACE_PARENT,
          CONTENT_TYPE,
          SUBJECT,
          EventSigner.SIGNATURE);

  /** Ids are made from others, of three parts at the most; all together must go into one record. */
  private static final int LONGEST_ATTRIBUTE = 16 * 1024;

  private static final Pattern WORD = Pattern.compile("[A-Z][A-Z0-9_]{1,40}");

  private static final Header VERSION_1_0 = new RecordHeader(SPEC_VERSION, utf8("1.0"));
  private static final Header JSON_TYPE = new RecordHeader(CONTENT_TYPE, utf8("application/json"));

  private static final ClassValue<Header> TYPES =
      new ClassValue<>() {
        @Override
        protected Header computeValue(Class<?> type) {
          return new RecordHeader(TYPE, utf8(EventTypes.nameOf(type.asSubclass(Event.class))));
        }
      };

  private CloudEvents() {}

  /** The headers of an event. */
  public static Headers headers(Envelope<?> event) {
    Headers headers = new RecordHeaders();
    add(headers, ID, event.id());
    headers.add(TYPES.get(event.body().getClass()));
    add(headers, SOURCE, event.source());
    add(headers, TIME, IsoTime.text(event.time()));
    add(headers, CORRELATION_ID, event.correlationId());
    add(headers, CAUSATION_ID, event.causationId());
    add(headers, TRACE_PARENT, event.traceparent());
    return headers.add(VERSION_1_0).add(JSON_TYPE);
  }

  /** Puts the headers of an event in the place of those of the same name. */
  public static void writeHeaders(Headers headers, Envelope<?> event) {
    // Each removal walks through all there are, and mostly there are none.
    if (headers.iterator().hasNext()) {
      OWN.forEach(headers::remove);
    }
    headers(event).forEach(headers::add);
  }

  public static byte[] body(Object body) {
    try {
      return Json.MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + body.getClass().getSimpleName(), e);
    }
  }

  /**
   * Reads an event of a family.
   *
   * @throws Unreadable with the reason, when it is not one
   * @throws NewerRecordException when a newer version made it
   */
  public static <E extends Event> Envelope<E> read(Class<E> family, Headers headers, byte[] value) {
    String typeName = required(headers, TYPE);
    Class<? extends E> type = typeOf(family, typeName);
    return new Envelope<>(
        required(headers, ID),
        required(headers, SOURCE),
        time(required(headers, TIME)),
        attribute(headers, CORRELATION_ID),
        attribute(headers, CAUSATION_ID),
        attribute(headers, TRACE_PARENT),
        readBody(type, value));
  }

  /**
   * Reads a JSON body and checks it: what is required and within which bounds.
   *
   * @throws Unreadable with the reason and the field's name
   */
  public static <T> T readBody(Class<T> type, byte[] value) {
    if (value == null) {
      throw new MalformedRecordException("no value");
    }
    try {
      T body = Json.MAPPER.readValue(value, type);
      if (body == null) {
        throw new MalformedRecordException("the value is null");
      }
      if (body instanceof Record fields) {
        BodyValidator.check(fields);
      }
      return body;
    } catch (MalformedRecordException e) {
      throw e;
    } catch (InvalidFormatException e) {
      String reason = clean(path(e) + e.getOriginalMessage());
      throw isNewer(e) ? new NewerRecordException(reason) : new MalformedRecordException(reason, e);
    } catch (JsonMappingException e) {
      throw new MalformedRecordException(clean(path(e) + e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new MalformedRecordException("not JSON: " + clean(e.getMessage()), e);
    } catch (RuntimeException e) {
      // Whatever reading trips over is a property of the record.
      throw new MalformedRecordException(clean("cannot be read: " + e), e);
    }
  }

  /** A word where one of a few is expected that this version does not have. */
  private static boolean isNewer(InvalidFormatException e) {
    return e.getTargetType().isEnum()
        && e.getValue() instanceof String word
        && WORD.matcher(word).matches();
  }

  /**
   * Reads an event that stands inside another one.
   *
   * @throws Unreadable with the reason, when it is not one of this family
   */
  static <E extends Event> E read(Class<E> family, String typeName, String body) {
    return readBody(typeOf(family, typeName), body.getBytes(UTF_8));
  }

  private static <E extends Event> Class<? extends E> typeOf(Class<E> family, String typeName) {
    Class<? extends Event> type = EventTypes.classOf(typeName);
    if (type == null && typeName.startsWith(EventTypes.prefixOf(family))) {
      throw new NewerRecordException(TYPE + " is not known: " + clean(typeName));
    }
    if (type == null || !family.isAssignableFrom(type)) {
      throw new MalformedRecordException(
          TYPE + " is not a " + family.getSimpleName() + ": " + clean(typeName));
    }
    return type.asSubclass(family);
  }

  /** A header's text; null when it is missing. */
  public static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }

  /** A header's bytes. */
  public static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static String required(Headers headers, String name) {
    String text = attribute(headers, name);
    if (text == null || text.isEmpty()) {
      throw new MalformedRecordException("header " + name + " is missing");
    }
    return text;
  }

  private static String attribute(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header != null && header.value() != null && header.value().length > LONGEST_ATTRIBUTE) {
      throw new MalformedRecordException(
          "header " + name + " is longer than " + LONGEST_ATTRIBUTE + " bytes");
    }
    return text(headers, name);
  }

  private static Instant time(String text) {
    try {
      return BodyValidator.checked(TIME, Instant.parse(text));
    } catch (DateTimeException e) {
      throw new MalformedRecordException(TIME + " is not a time: " + clean(text), e);
    }
  }

  private static void add(Headers headers, String name, String value) {
    if (value != null) {
      headers.add(name, value.getBytes(UTF_8));
    }
  }

  private static String path(JsonMappingException e) {
    return e.getPath().isEmpty() ? "" : e.getPathReference().replaceAll(".*\\[\"|\"]$", "") + ": ";
  }

  /** Short enough for a header. */
  private static String clean(String text) {
    return PlainText.oneLine(text, 300);
  }
}
