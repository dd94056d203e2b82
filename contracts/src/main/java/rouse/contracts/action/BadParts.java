package rouse.contracts.action;

import java.util.List;
import java.util.stream.Collectors;

/** Bad parts in words. */
final class BadParts {
  /** A request can have a million; its dead letter is whole, so a few names are enough to look. */
  private static final int NAMED = 20;

  private BadParts() {}

  static String inOneLine(List<BadPart> parts) {
    String names =
        parts.stream().limit(NAMED).map(BadPart::toString).collect(Collectors.joining("; "));
    return parts.size() <= NAMED ? names : names + "; and " + (parts.size() - NAMED) + " more";
  }
}
