package rouse.executor.compose.check;

import java.util.Optional;
import java.util.Set;

/**
 * What Rouse does with one key of a Compose file.
 *
 * @param pattern its path: {@code *} for any name, {@code []} for any item of a list
 * @param note why it is not applied and what to do instead, or what it widens; empty for applied
 *     ones
 * @param allow for widening ones: the name with which {@code --allow} lets it through {@code
 *     --confined}
 * @param harmless values of a widening or warned key that ask for nothing special
 */
record ComposeKey(
    String pattern,
    Treatment treatment,
    String note,
    Optional<String> allow,
    Set<String> harmless) {

  /** The four lists. */
  enum Treatment {
    APPLIED,
    /** For people to read: no container differs with it, here or in Compose, so nobody is warned */
    INFORMS,
    WARNED,
    /** Applied and listed; refused when files are confined */
    WIDENS
  }

  /** The last word of the pattern. */
  String name() {
    return pattern.substring(pattern.lastIndexOf('.') + 1);
  }

  static ComposeKey applied(String pattern) {
    return new ComposeKey(pattern, Treatment.APPLIED, "", Optional.empty(), Set.of());
  }

  static ComposeKey informs(String pattern, String note) {
    return new ComposeKey(pattern, Treatment.INFORMS, note, Optional.empty(), Set.of());
  }

  static ComposeKey warned(String pattern, String note, String... harmless) {
    return new ComposeKey(pattern, Treatment.WARNED, note, Optional.empty(), Set.of(harmless));
  }

  static ComposeKey widens(String pattern, String allow, String note, String... harmless) {
    return new ComposeKey(pattern, Treatment.WIDENS, note, Optional.of(allow), Set.of(harmless));
  }
}
