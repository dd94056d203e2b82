package rouse.contracts.platform;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a name of the original platform means. Its modules wrote their own names as they pleased:
 * case does not count, and {@code -} is as good as {@code _}.
 */
public final class OriginalNames {
  private static final Pattern NUMBERED = Pattern.compile("(.+)_([1-9][0-9]{0,4})");

  private OriginalNames() {}

  /**
   * A module as its platform file writes it.
   *
   * @param worker whether a number behind the name is a slot
   */
  public record Declared(String name, boolean worker) {}

  /** A slot of a module. */
  public record Slot(String module, int number) {}

  /** The form in which names are compared. */
  public static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /**
   * The slot that a name means: {@code worker_node_3} is slot 3 of a declared worker {@code
   * worker_node}, any other declared module has slot 1.
   *
   * @param declared from a canonical name to the declared module; null when there is none
   * @return empty when no such module is declared
   */
  public static Optional<Slot> find(String name, Function<String, Declared> declared) {
    String canonical = canonical(name);
    Declared whole = declared.apply(canonical);
    if (whole != null) {
      return Optional.of(new Slot(whole.name(), 1));
    }
    Matcher numbered = NUMBERED.matcher(canonical);
    if (!numbered.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(declared.apply(numbered.group(1)))
        .filter(Declared::worker)
        .map(base -> new Slot(base.name(), Integer.parseInt(numbered.group(2))));
  }
}
