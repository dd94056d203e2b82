package rouse.executor.compose.check;

import java.util.List;
import java.util.Set;
import rouse.executor.compose.yaml.Section;

/**
 * Goes over every key of a file and says which are not applied and which widen what a container may
 * do. Extensions are the author's own, except where the lists know them: {@code x-rouse}.
 */
public final class KeyAudit {
  private static final String EXTENSION = "x-";

  public void check(Section root) {
    walk(root, "");
  }

  private void walk(Section section, String pattern) {
    for (String key : section.keys()) {
      String named = pattern.isEmpty() ? key : pattern + "." + key;
      if (key.startsWith(EXTENSION) && ComposeKeys.at(named) == null) {
        continue;
      }
      Section child = section.at(key);
      String any = pattern + ".*";
      if (ComposeKeys.at(named) != null) {
        judge(child, ComposeKeys.at(named));
        walk(child, named);
      } else if (ComposeKeys.hasBelow(any)) {
        walk(child, any);
      }
    }
    if (ComposeKeys.hasBelow(pattern + "[]")) {
      section.items().forEach(item -> walk(item, pattern + "[]"));
    }
  }

  private void judge(Section section, ComposeKey key) {
    if (!section.present() || isHarmless(section, key)) {
      return;
    }
    switch (key.treatment()) {
      case APPLIED, INFORMS -> {}
      case WARNED -> section.warning(key.name() + " is not applied", key.note());
      case WIDENS ->
          section.widens(
              key.name() + " widens its rights: " + key.note().replaceAll("\\.$", ""),
              key.allow().orElseThrow());
    }
  }

  private static boolean isHarmless(Section section, ComposeKey key) {
    List<String> values = section.texts();
    boolean empty = section.isListing() && section.items().isEmpty();
    return empty
        || (!values.isEmpty() && values.stream().allMatch(v -> isHarmless(v, key.harmless())));
  }

  /** A value that ends in {@code *} stands for all that begin so. */
  private static boolean isHarmless(String value, Set<String> harmless) {
    return harmless.contains(value)
        || harmless.stream()
            .filter(h -> h.endsWith("*"))
            .anyMatch(h -> value.startsWith(h.substring(0, h.length() - 1)));
  }
}
