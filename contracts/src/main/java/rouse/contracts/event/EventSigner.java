package rouse.contracts.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

/**
 * Signs the events of Rouse's own topics, and refuses those that nobody signed who knows the
 * secret: whoever can write to Kafka could otherwise have containers stopped. The signature is a
 * header, HMAC-SHA256 over the attributes and the whole body, so nothing that changes an event's
 * effect can be changed without it. Without a secret nothing is signed and all is taken.
 */
public final class EventSigner {
  /** Header of the signature; base64url without padding. */
  public static final String SIGNATURE = "rouse-signature";

  /** For who has no secret. */
  public static final EventSigner NONE = new EventSigner(List.of());

  private static final String ALGORITHM = "HmacSHA256";

  /** Also what says which instance a heartbeat record is about, since its body does not. */
  private static final List<String> SIGNED =
      List.of(
          CloudEvents.TYPE,
          CloudEvents.ID,
          CloudEvents.SOURCE,
          CloudEvents.TIME,
          CloudEvents.CORRELATION_ID,
          CloudEvents.CAUSATION_ID,
          CloudEvents.SUBJECT);

  /** Initialised and never fed; each signature is made by a copy. The first one signs. */
  private final List<Mac> keys;

  private EventSigner(List<Mac> keys) {
    this.keys = keys;
  }

  /**
   * A signer with a secret.
   *
   * @param previous a secret that is accepted besides, while all processes change to the new one
   */
  public static EventSigner of(String secret, Optional<String> previous) {
    return new EventSigner(
        Stream.concat(Stream.of(secret), previous.stream()).map(EventSigner::key).toList());
  }

  /** The signer that the settings say. */
  public static EventSigner from(Settings settings) {
    return settings
        .optional(KnownSettings.COMMAND_SECRET)
        .map(secret -> of(secret, settings.optional(KnownSettings.COMMAND_SECRET_PREVIOUS)))
        .orElse(NONE);
  }

  /** Says plainly at a start when there is no secret. */
  public void warnWhenOff(Logger log) {
    if (!isOn()) {
      log.warn(
          "command.secret is not set: facts, commands and messages are not signed. Whoever can write"
              + " to Rouse's topics can have containers stopped. Set one secret in all executors and"
              + " streams apps, and close the topics: topology-docs/access.md");
    }
  }

  /** Whether there is a secret. */
  public boolean isOn() {
    return !keys.isEmpty();
  }

  /**
   * Puts the signature into the headers.
   *
   * @param headers with all attributes
   */
  public void sign(Headers headers, byte[] value) {
    if (isOn()) {
      String signature =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(digest(keys.getFirst(), headers, value));
      headers.remove(SIGNATURE).add(SIGNATURE, signature.getBytes(UTF_8));
    }
  }

  /**
   * Checks the signature.
   *
   * @throws RefusedRecordException when there is none, or it is of another secret or record
   */
  public void verify(Headers headers, byte[] value) {
    if (!isOn()) {
      return;
    }
    String signature = CloudEvents.text(headers, SIGNATURE);
    if (signature == null) {
      throw new RefusedRecordException("not signed: its maker does not have command.secret");
    }
    if (keys.stream().noneMatch(key -> matches(signature, key, headers, value))) {
      throw new RefusedRecordException(
          "wrongly signed: changed on its way, or signed with another command.secret");
    }
  }

  /**
   * As above, for a record whose key alone says what it is about: the subject repeats it, since the
   * key itself is not signed.
   *
   * @throws RefusedRecordException also when the subject is not the key
   */
  public void verify(Headers headers, byte[] key, byte[] value) {
    verify(headers, value);
    Header subject = headers.lastHeader(CloudEvents.SUBJECT);
    if (isOn() && (subject == null || !Arrays.equals(subject.value(), key))) {
      throw new RefusedRecordException("signed for something else than its key says");
    }
  }

  /**
   * Reads an event that one of Rouse's own processes made.
   *
   * @throws RefusedRecordException when none did
   * @throws MalformedRecordException when it is no event of the family
   */
  public <E extends Event> Envelope<E> read(Class<E> family, Headers headers, byte[] value) {
    verify(headers, value);
    return CloudEvents.read(family, headers, value);
  }

  private static boolean matches(String signature, Mac key, Headers headers, byte[] value) {
    try {
      byte[] said = Base64.getUrlDecoder().decode(signature);
      return MessageDigest.isEqual(said, digest(key, headers, value));
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static byte[] digest(Mac key, Headers headers, byte[] value) {
    try {
      Mac mac = (Mac) key.clone();
      for (String name : SIGNED) {
        Header header = headers.lastHeader(name);
        add(mac, header == null ? null : header.value());
      }
      add(mac, value);
      return mac.doFinal();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java's " + ALGORITHM + " cannot be copied", e);
    }
  }

  /** With its length before it: no part can pass for the end of the one before. */
  private static void add(Mac mac, byte[] part) {
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part == null ? -1 : part.length).flip());
    if (part != null) {
      mac.update(part);
    }
  }

  private static Mac key(String secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }
}
