package rouse.executor.compose;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as the Compose Specification writes them; units are powers of 1024. */
public final class ByteSizes {
  private static final Pattern AMOUNT =
      Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?)\\s*([bkmgtp]?)(?:i?b)?");

  private ByteSizes() {}

  public static OptionalLong parse(String text) {
    Matcher amount = AMOUNT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!amount.matches()) {
      return OptionalLong.empty();
    }
    double unit =
        switch (amount.group(2)) {
          case "k" -> 1L << 10;
          case "m" -> 1L << 20;
          case "g" -> 1L << 30;
          case "t" -> 1L << 40;
          case "p" -> 1L << 50;
          default -> 1;
        };
    return OptionalLong.of((long) (Double.parseDouble(amount.group(1)) * unit));
  }
}
