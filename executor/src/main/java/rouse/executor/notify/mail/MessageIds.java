package rouse.executor.notify.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One id for all attempts of one message, from the notification's id, fit for a header. */
public final class MessageIds {
  private static final int BYTES = 16;

  private MessageIds() {}

  public static String of(String notificationId) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(notificationId.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
