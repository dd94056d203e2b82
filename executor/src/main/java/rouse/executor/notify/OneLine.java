package rouse.executor.notify;

/** Text for one line of a log or a record. */
public final class OneLine {
  private static final int LONGEST = 300;

  private OneLine() {}

  public static String of(String text) {
    String line =
        String.valueOf(text).replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  public static String of(String subject, String text) {
    return of(subject == null ? text : subject + " | " + text);
  }
}
