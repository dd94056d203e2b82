package rouse.streams.action.memory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import rouse.contracts.action.UserDisplayRecord;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Json;
import rouse.contracts.event.MalformedRecordException;

/**
 * Checks displays, and leaves them the bytes they are: they are remembered as such, and only who
 * asks has them read. Other programs may write there too. For one thread.
 */
final class DisplayReader {
  private static final int LONGEST_TEXT = 4_000;

  /** Up to the second: {@code 2026-01-31T09:05:00}. */
  private static final int SECOND = 19;

  /** The second that was last found to be a time: that of the next display, mostly. */
  private String knownSecond = "?";

  /**
   * The display as it is to be kept: as it came, but for a long text, which is cut.
   *
   * @throws Unreadable with the reason, when it is none
   */
  byte[] read(byte[] value) {
    if (value != null && value.length <= LONGEST_TEXT && isOurForm(value)) {
      return value;
    }
    UserDisplayRecord display = CloudEvents.readBody(UserDisplayRecord.class, value);
    if (display.text() == null) {
      throw new MalformedRecordException("required field is missing: text");
    }
    return cut(value, display);
  }

  /**
   * Whether it is what we write, and so need not be turned into objects to be judged. False only
   * means that it must be.
   */
  private boolean isOurForm(byte[] value) {
    try (JsonParser json = Json.MAPPER.getFactory().createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      boolean hasText = false;
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          return false;
        }
        hasText |= name.equals("text");
        if (name.equals("at") && !isTime(json.getText())) {
          return false;
        }
      }
      return hasText && json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isTime(String text) {
    if (text.startsWith(knownSecond) && isFraction(text)) {
      return true;
    }
    try {
      Instant time = Instant.parse(text);
      knownSecond = text.equals(time.toString()) ? text.substring(0, SECOND) : knownSecond;
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** What {@link Instant#toString} has after the second. */
  private static boolean isFraction(String text) {
    int last = text.length() - 1;
    if (last > SECOND + 9 || text.charAt(last) != 'Z') {
      return false;
    }
    for (int i = SECOND; i < last; i++) {
      char c = text.charAt(i);
      if (i == SECOND ? c != '.' : c < '0' || c > '9') {
        return false;
      }
    }
    return true;
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
