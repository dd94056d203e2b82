package rouse.streams.liveness;

import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rouse.contracts.platform.InstanceId;

/**
 * Whom a name of the original format means. Modules wrote their own names as they pleased: case
 * does not count, and {@code -} is as good as {@code _}.
 */
final class ModuleNames {
  private static final Pattern NUMBERED = Pattern.compile("(.+)_([1-9][0-9]{0,4})");
  private final String platform;
  private final Function<String, DeclaredName> declared;

  /**
   * A module as its platform file writes it.
   *
   * @param worker whether a number behind the name is a slot
   */
  record DeclaredName(String name, boolean worker) {}

  /**
   * @param declared from a canonical name to the declared one; null when there is none
   */
  ModuleNames(String platform, Function<String, DeclaredName> declared) {
    this.platform = platform;
    this.declared = declared;
  }

  /** The form in which names are compared. */
  static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /**
   * The instance that a name means: {@code worker_node_3} is slot 3 of a declared worker {@code
   * worker_node}, anything else slot 1.
   *
   * @throws IllegalArgumentException when it cannot name a module
   */
  InstanceId resolve(String name) {
    String canonical = canonical(name);
    DeclaredName whole = declared.apply(canonical);
    if (whole != null) {
      return new InstanceId(platform, whole.name(), 1);
    }
    Matcher numbered = NUMBERED.matcher(canonical);
    if (numbered.matches()) {
      DeclaredName base = declared.apply(numbered.group(1));
      if (base != null && base.worker()) {
        return new InstanceId(platform, base.name(), Integer.parseInt(numbered.group(2)));
      }
    }
    return new InstanceId(platform, canonical, 1);
  }
}
