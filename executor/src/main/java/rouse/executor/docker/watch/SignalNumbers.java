package rouse.executor.docker.watch;

import java.util.Locale;
import java.util.Map;

/** Numbers of the signals that images use to be stopped. */
public final class SignalNumbers {
  public static final int TERM = 15;
  private static final int REALTIME_MIN = 34;
  private static final int REALTIME_MAX = 64;
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("HUP", 1),
          Map.entry("INT", 2),
          Map.entry("QUIT", 3),
          Map.entry("ABRT", 6),
          Map.entry("KILL", 9),
          Map.entry("USR1", 10),
          Map.entry("USR2", 12),
          Map.entry("ALRM", 14),
          Map.entry("TERM", TERM),
          Map.entry("PWR", 30),
          Map.entry("WINCH", 28),
          Map.entry("RTMIN", REALTIME_MIN),
          Map.entry("RTMAX", REALTIME_MAX));

  private SignalNumbers() {}

  /**
   * Of a number, {@code SIGQUIT}, {@code QUIT} or {@code SIGRTMIN+3}; SIGTERM, which is the
   * engine's default, when there is none.
   */
  public static int number(String name) {
    if (name == null || name.isBlank()) {
      return TERM;
    }
    String plain = name.strip().toUpperCase(Locale.ROOT);
    try {
      return Integer.parseInt(plain);
    } catch (NumberFormatException aName) {
      plain = plain.startsWith("SIG") ? plain.substring(3) : plain;
    }
    if (plain.startsWith("RTMIN+") || plain.startsWith("RTMAX-")) {
      int base = plain.startsWith("RTMIN") ? REALTIME_MIN : REALTIME_MAX;
      return base + Integer.parseInt(plain.substring(5));
    }
    return NUMBERS.getOrDefault(plain, TERM);
  }
}
