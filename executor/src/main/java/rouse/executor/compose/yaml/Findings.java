package rouse.executor.compose.yaml;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.yaml.Finding.Severity;

/** Gathers findings, each once, so that all are reported together. */
public final class Findings {
  /** Beyond this a list helps nobody, and to go on would only cost. */
  private static final int MOST = 500;

  /** There are more errors than anybody reads; reading ends here. */
  public static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("more than " + MOST + " findings", null, false, false);
    }
  }

  private final ComposeOptions options;
  private final Set<Finding> found = new LinkedHashSet<>();

  public Findings(ComposeOptions options) {
    this.options = options;
  }

  public void error(String path, SourceMark mark, String message, String remedy) {
    add(Severity.ERROR, path, mark, message, remedy);
  }

  /** Something that is not applied: an error when strict. */
  public void warning(String path, SourceMark mark, String message, String remedy) {
    Severity severity = options.strict() ? Severity.ERROR : Severity.WARNING;
    add(severity, path, mark, message, remedy);
  }

  /**
   * Something that gives a container more of the host than others have: applied, unless files are
   * confined and it is not allowed by name.
   *
   * @return whether it is applied
   */
  boolean widens(String path, SourceMark mark, String message, String allowance) {
    boolean refused = options.confined() && !options.allow().contains(allowance);
    String how = "--allow " + allowance;
    if (refused) {
      error(path, mark, message, "Leave it out, or let it through with " + how + ".");
    } else {
      add(Severity.NOTICE, path, mark, message, "Refused with --confined, unless " + how + ".");
    }
    return !refused;
  }

  boolean confined() {
    return options.confined();
  }

  private void add(Severity severity, String path, SourceMark mark, String message, String remedy) {
    add(new Finding(severity, mark.file(), path, mark.line(), message, remedy));
  }

  private void add(Finding finding) {
    if (found.size() < MOST) {
      found.add(finding);
    } else if (finding.severity() == Severity.ERROR) {
      throw new Full();
    }
  }

  /** The error that ends the reading, however many there are. */
  public void fatal(Finding finding) {
    found.add(finding);
  }

  public boolean hasErrors() {
    return found.stream().anyMatch(f -> f.severity() == Severity.ERROR);
  }

  public List<Finding> sorted() {
    List<Finding> list = new ArrayList<>(found);
    list.sort(Finding.BY_PLACE);
    return List.copyOf(list);
  }
}
