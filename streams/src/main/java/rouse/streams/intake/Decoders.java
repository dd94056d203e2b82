package rouse.streams.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Fact;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Notification;
import rouse.contracts.event.RefusedRecordException;
import rouse.contracts.text.PlainText;

/** Decoders for our own topics. */
public final class Decoders {
  private static final Duration WISH_IS_GOOD_FOR = Duration.ofHours(1);
  private static final Set<Class<?>> WISHES =
      Set.of(
          Fact.PlatformDeclared.class,
          Fact.PlatformWithdrawn.class,
          Fact.BootRequested.class,
          Fact.RestartRequested.class,
          Fact.HoldRequested.class,
          Fact.ReleaseRequested.class,
          Fact.ScaleRequested.class,
          Fact.WorkerRequested.class,
          Fact.FaultReported.class);

  private Decoders() {}

  /**
   * CloudEvents of one family. The key must be there and, where the event belongs to a platform, be
   * that platform: under another key it would stand outside the platform's total order.
   *
   * @param signer refuses what none of Rouse's own processes made
   */
  public static <E extends Event> Decoder<String, Envelope<E>> events(
      Class<E> family, EventSigner signer) {
    return raw -> {
      String key = textKey(raw.key());
      Envelope<E> event = signer.read(family, raw.headers(), raw.value());
      String platform = platformOf(event.body());
      if (platform != null && !platform.equals(key)) {
        throw new MalformedRecordException("the key must be the event's platform, " + platform);
      }
      if (signer.isOn()) {
        refuseRepeat(event, Instant.ofEpochMilli(raw.timestamp()));
      }
      return raw.withKey(key).withValue(event);
    };
  }

  /**
   * A signed wish can be written once more by whoever can read it: it is good for as long as clocks
   * differ and writers wait, not for ever.
   */
  private static void refuseRepeat(Envelope<?> event, Instant written) {
    Duration apart = Duration.between(event.time(), written).abs();
    if (WISHES.contains(event.body().getClass()) && apart.compareTo(WISH_IS_GOOD_FOR) > 0) {
      throw new RefusedRecordException(
          "signed at " + event.time() + " and written at " + written + ": a repeat");
    }
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
