package rouse.executor.notify;

import rouse.contracts.text.PlainText;

/** Text for one line of a log or a record. */
public final class OneLine {
  private static final int LONGEST = 300;

  private OneLine() {}

  public static String of(String text) {
    return PlainText.oneLine(text, LONGEST);
  }

  public static String of(String subject, String text) {
    return of(subject == null ? text : subject + " | " + text);
  }
}
