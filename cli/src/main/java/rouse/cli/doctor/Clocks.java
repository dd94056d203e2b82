package rouse.cli.doctor;

import java.time.Duration;
import java.util.Locale;

/** Compares another clock with this machine's. */
final class Clocks {
  /** Nobody is accused by a clock; but times of logs and incidents then tell another story. */
  private static final Duration MOST = Duration.ofSeconds(2);

  private Clocks() {}

  /**
   * @param whose clock, as in "the broker's"
   * @param ahead negative when it is behind
   */
  static Finding judge(String check, String whose, Duration ahead) {
    String text =
        String.format(
            Locale.ROOT,
            "%s is %.1f s %s this machine's",
            whose,
            ahead.abs().toMillis() / 1000.0,
            ahead.isNegative() ? "behind" : "ahead of");
    return ahead.abs().compareTo(MOST) <= 0
        ? Finding.ok(check, text)
        : Finding.amiss(
            check, text, "have both machines keep their time (timedatectl set-ntp true)");
  }
}
