package rouse.executor.compose;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import rouse.executor.compose.Finding.Severity;

/** Gathers findings, each once, so that all are reported together. */
final class Findings {
  /** Beyond this a list helps nobody, and to go on would only cost. */
  private static final int MOST = 500;

  /** There are more errors than anybody reads; reading ends here. */
  static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("more than " + MOST + " findings", null, false, false);
    }
  }

  private final boolean strict;
  private final Set<Finding> found = new LinkedHashSet<>();

  Findings(boolean strict) {
    this.strict = strict;
  }

  void error(String path, int line, String message, String remedy) {
    add(new Finding(Severity.ERROR, path, line, message, remedy));
  }

  /** Something that is not applied: an error when strict. */
  void warning(String path, int line, String message, String remedy) {
    add(new Finding(strict ? Severity.ERROR : Severity.WARNING, path, line, message, remedy));
  }

  private void add(Finding finding) {
    if (found.size() < MOST) {
      found.add(finding);
    } else if (finding.severity() == Severity.ERROR) {
      throw new Full();
    }
  }

  /** The error that ends the reading, however many there are. */
  void fatal(Finding finding) {
    found.add(finding);
  }

  boolean hasErrors() {
    return found.stream().anyMatch(f -> f.severity() == Severity.ERROR);
  }

  List<Finding> sorted() {
    List<Finding> list = new ArrayList<>(found);
    list.sort(Finding.BY_PLACE);
    return List.copyOf(list);
  }
}
