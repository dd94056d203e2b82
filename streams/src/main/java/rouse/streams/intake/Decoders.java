package rouse.streams.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification;
import rouse.contracts.text.PlainText;

/** Decoders for our own topics. */
public final class Decoders {
  private Decoders() {}

  /**
   * CloudEvents of one family. The key must be there and, where the event belongs to a platform, be
   * that platform: under another key it would stand outside the platform's total order.
   */
  public static <E extends Event> Decoder<String, Envelope<E>> events(Class<E> family) {
    return raw -> {
      String key = textKey(raw.key());
      Envelope<E> event = CloudEvents.read(family, raw.headers(), raw.value());
      String platform = platformOf(event.body());
      if (platform != null && !platform.equals(key)) {
        throw new MalformedRecordException("the key must be the event's platform, " + platform);
      }
      return raw.withKey(key).withValue(event);
    };
  }

  /**
   * A key as text.
   *
   * @throws Unreadable when it is missing, empty, not UTF-8, or has control characters: those would
   *     write into logs and terminals
   */
  public static String textKey(byte[] key) {
    if (key == null || key.length == 0) {
      throw new MalformedRecordException("the key is missing");
    }
    // Every beat comes by here, and nearly every key is ASCII: those are not decoded, only copied.
    return isPrintableAscii(key) ? new String(key, StandardCharsets.ISO_8859_1) : anyText(key);
  }

  private static boolean isPrintableAscii(byte[] key) {
    for (byte b : key) {
      if (b < ' ' || b == 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static String anyText(byte[] key) {
    String text = utf8(key);
    if (PlainText.hasControls(text)) {
      throw new MalformedRecordException("the key has control characters");
    }
    return text;
  }

  private static String utf8(byte[] key) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedRecordException("the key is not UTF-8", e);
    }
  }

  private static String platformOf(Event event) {
    return switch (event) {
      case Fact fact -> fact.platform();
      case Decision decision -> decision.platform();
      case Command command -> command.platform();
      case Notification notification -> null;
      case Delivery delivery -> null;
    };
  }
}
