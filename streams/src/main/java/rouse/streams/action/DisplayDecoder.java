package rouse.streams.action;

import org.apache.kafka.streams.processor.api.Record;
import rouse.contracts.action.UserDisplayRecord;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Unreadable;
import rouse.streams.intake.Decoder;
import rouse.streams.intake.Decoders;

/**
 * Checks displays, and leaves them the bytes they are: they are remembered as such, and only who
 * asks reads them. Other programs may write there too.
 */
final class DisplayDecoder implements Decoder<String, byte[]> {
  private static final int LONGEST_TEXT = 4_000;

  /** A display that names no service has an empty key: it cannot be asked for. */
  @Override
  public Record<String, byte[]> decode(Record<byte[], byte[]> raw) {
    UserDisplayRecord display = CloudEvents.readBody(UserDisplayRecord.class, raw.value());
    if (display.text() == null) {
      throw new Unreadable("required field is missing: text");
    }
    String key = raw.key() == null ? "" : Decoders.textKey(raw.key());
    return raw.withKey(key).withValue(cut(raw.value(), display));
  }

  /** No text has more characters than its record has bytes. */
  private static byte[] cut(byte[] value, UserDisplayRecord display) {
    if (value.length <= LONGEST_TEXT) {
      return value;
    }
    String text = display.text();
    String kept = text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    return CloudEvents.body(
        new UserDisplayRecord(display.serviceId(), kept, display.requestId(), display.at()));
  }
}
