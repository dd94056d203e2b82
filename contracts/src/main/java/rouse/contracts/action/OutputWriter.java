package rouse.contracts.action;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import rouse.contracts.event.Notification;

/**
 * Writes what a request becomes as JSON: byte for byte what {@code CloudEvents.body} makes of
 * {@link SensorManagerRecord}, {@link UserDisplayRecord} and {@link Notification}. Every request
 * comes by here, and to find out by reflection what is known at compile time cost as much as to
 * read it. For one thread.
 */
public final class OutputWriter {
  /** One value follows another with nothing between them, since each is taken away at once. */
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder().rootValueSeparator("").build();

  private static final SerializableString SENSOR_ID = new SerializedString("sensor_id");
  private static final SerializableString COMMAND = new SerializedString("command");
  private static final SerializableString SERVICE_ID = new SerializedString("service_id");
  private static final SerializableString REQUEST_ID = new SerializedString("request_id");
  private static final SerializableString TEXT = new SerializedString("text");
  private static final SerializableString AT = new SerializedString("at");
  private static final SerializableString NOTIFICATION_ID = new SerializedString("notificationId");
  private static final SerializableString PLATFORM = new SerializedString("platform");
  private static final SerializableString CHANNEL = new SerializedString("channel");
  private static final SerializableString RECIPIENT = new SerializedString("recipient");
  private static final SerializableString SUBJECT = new SerializedString("subject");
  private static final SerializableString KIND = new SerializedString("kind");
  private static final SerializableString GROUP = new SerializedString("group");
  private static final SerializableString RESOLVED = new SerializedString("resolved");

  private final ByteArrayBuilder buffer = new ByteArrayBuilder();
  private JsonGenerator json = generator();

  private JsonGenerator generator() {
    try {
      return FACTORY.createGenerator(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value of a {@link SensorManagerRecord}; {@code serviceId} may be null. */
  public byte[] command(SensorCommand command, String serviceId, String requestId) {
    return object(
        () -> {
          write(SENSOR_ID, command.sensorId());
          write(COMMAND, command.command());
          write(SERVICE_ID, serviceId);
          write(REQUEST_ID, requestId);
        });
  }

  /**
   * The value of a {@link UserDisplayRecord}; {@code serviceId} may be null.
   *
   * @param at log time of the request, ISO 8601
   */
  public byte[] display(String serviceId, String text, String requestId, String at) {
    return object(
        () -> {
          write(SERVICE_ID, serviceId);
          write(TEXT, text);
          write(REQUEST_ID, requestId);
          write(AT, at);
        });
  }

  /** The value of a notification. */
  public byte[] notification(Notification message) {
    return object(
        () -> {
          write(NOTIFICATION_ID, message.notificationId());
          write(PLATFORM, message.platform());
          write(CHANNEL, message.channel().name());
          write(RECIPIENT, message.recipient());
          write(SUBJECT, message.subject());
          write(TEXT, message.text());
          write(KIND, message.kind());
          write(GROUP, message.group());
          json.writeFieldName(RESOLVED);
          json.writeBoolean(message.resolved());
        });
  }

  /** What writes the fields of one object. */
  private interface Fields {
    void write() throws IOException;
  }

  private byte[] object(Fields fields) {
    try {
      json.writeStartObject();
      fields.write();
      json.writeEndObject();
      json.flush();
      return buffer.toByteArray();
    } catch (IOException e) {
      // A text that is none. What was begun must not be before the next object.
      json = generator();
      throw new UncheckedIOException(e);
    } finally {
      buffer.reset();
    }
  }

  /** As everywhere: what is null is not written. */
  private void write(SerializableString name, String value) throws IOException {
    if (value != null) {
      json.writeFieldName(name);
      json.writeString(value);
    }
  }
}
