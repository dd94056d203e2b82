package rouse.executor.docker.evidence;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Blots out of a text what is nobody's business: values of environment variables whose names look
 * like secrets, passwords in addresses, and what would steer a terminal.
 */
final class SecretFilter {
  static final String BLOT = "***";
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "pass|pwd|secret|token|key|credential|private|auth|dsn", Pattern.CASE_INSENSITIVE);

  /** Shorter ones stand in every text. */
  private static final int SHORTEST = 4;

  private static final Pattern PASSWORD = Pattern.compile("(://[^/\\s:@]*):[^/\\s@]+@");
  private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n\t]]");
  private final List<String> secrets;

  private SecretFilter(List<String> secrets) {
    this.secrets = secrets;
  }

  /**
   * @param environment {@code NAME=value}; null: none
   */
  static SecretFilter of(String[] environment) {
    Stream<String> all = environment == null ? Stream.of() : Arrays.stream(environment);
    return new SecretFilter(
        all.filter(each -> each.indexOf('=') > 0)
            .filter(each -> SECRET_NAME.matcher(each.substring(0, each.indexOf('='))).find())
            .map(each -> each.substring(each.indexOf('=') + 1))
            .filter(value -> value.length() >= SHORTEST)
            // One may stand in another.
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  String clean(String text) {
    String cleaned = text;
    for (String secret : secrets) {
      cleaned = cleaned.replace(secret, BLOT);
    }
    cleaned = PASSWORD.matcher(cleaned).replaceAll("$1:" + BLOT + "@");
    cleaned = ESCAPE.matcher(cleaned.replace("\r\n", "\n")).replaceAll("");
    return CONTROL.matcher(cleaned).replaceAll(" ");
  }
}
