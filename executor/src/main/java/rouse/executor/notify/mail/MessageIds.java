package rouse.executor.notify.mail;

import rouse.executor.files.Sha256;

/** One id for all attempts of one message, from the notification's id, fit for a header. */
public final class MessageIds {
  private static final int HEX_DIGITS = 32;

  private MessageIds() {}

  public static String of(String notificationId) {
    return Sha256.of(notificationId).substring(0, HEX_DIGITS);
  }
}
