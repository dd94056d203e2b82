package rouse.executor.compose;

import java.util.List;
import java.util.Set;

/**
 * Goes over every key of a file and says which are not applied and which are refused. Extensions
 * are the author's own, except where the lists know them: {@code x-rouse}.
 */
final class KeyAudit {
  private static final String EXTENSION = "x-";
  private final Set<String> allowed;

  KeyAudit(Set<String> allowed) {
    this.allowed = allowed;
  }

  void check(Section root) {
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
      case REFUSED -> refuse(section, key);
    }
  }

  private void refuse(Section section, ComposeKey key) {
    if (key.allow().isEmpty()) {
      section.error(key.name() + " is refused", key.note());
    } else if (!allowed.contains(key.allow().get())) {
      section.error(
          key.name() + " is refused. " + stripDot(key.note()),
          "Leave it out, or allow it with --allow " + key.allow().get() + ".");
    }
  }

  private static String stripDot(String note) {
    return note.endsWith(".") ? note.substring(0, note.length() - 1) : note;
  }

  private static boolean isHarmless(Section section, ComposeKey key) {
    List<String> values = section.texts();
    boolean empty = section.isListing() && section.items().isEmpty();
    return empty || (!values.isEmpty() && key.harmless().containsAll(values));
  }
}
