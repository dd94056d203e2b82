package rouse.contracts.platform;

import java.util.regex.Pattern;
import rouse.contracts.text.PlainText;

/** What a platform, a module, or a host may be called: the Compose Specification's rules. */
final class NameRules {
  private static final Pattern PLATFORM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
  private static final Pattern MODULE = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}");

  private NameRules() {}

  /**
   * @throws IllegalArgumentException when {@code name} cannot name a platform
   */
  static String platform(String name) {
    if (name == null || !PLATFORM.matcher(name).matches() || name.equals(HostId.PREFIX)) {
      throw new IllegalArgumentException(
          "not a platform name: "
              + PlainText.quoted(name)
              + " (lower-case letters, digits, - and _)");
    }
    return name;
  }

  /**
   * @throws IllegalArgumentException when {@code name} cannot name a module or a host
   */
  static String module(String name) {
    if (name == null || !MODULE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "not a module name: " + PlainText.quoted(name) + " (letters, digits, - _ and .)");
    }
    return name;
  }
}
