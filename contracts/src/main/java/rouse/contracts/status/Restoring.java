package rouse.contracts.status;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The streams app reads its state back from Kafka, and cannot judge before it has. One line of text
 * for people and for whoever would replace it: it may take long, and as long as the number falls it
 * gets there.
 *
 * @param left records that are still to be read
 */
public record Restoring(long left) {
  private static final Pattern LINE = Pattern.compile("restoring, (\\d{1,18}) records to go");

  /** The line. */
  public String text() {
    return "restoring, " + left + " records to go";
  }

  /** From the first such line in what a health check printed; empty when there is none. */
  public static Optional<Restoring> in(String output) {
    Matcher line = LINE.matcher(output);
    return line.find()
        ? Optional.of(new Restoring(Long.parseLong(line.group(1))))
        : Optional.empty();
  }
}
