package rouse.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of metrics that are documented, and those that a text uses. */
public final class MetricNames {
  private static final Pattern USED =
      Pattern.compile("\\brouse_[a-z_]+\\b(?=[{ \\[)]|$)", Pattern.MULTILINE);
  private static final Pattern ROW = Pattern.compile("^\\| `(rouse_[a-z_]+)`", Pattern.MULTILINE);

  private MetricNames() {}

  /** The project's folder, from that of one of its modules. */
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("topology-docs")) ? here : here.getParent();
  }

  /** Those that {@code topology-docs/metrics.md} tells of. */
  public static Set<String> documented() throws IOException {
    return ROW.matcher(Files.readString(root().resolve("topology-docs/metrics.md")))
        .results()
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those in a text, of a histogram or summary without its suffix. */
  public static Set<String> usedIn(String text) {
    return USED.matcher(text)
        .results()
        .map(MatchResult::group)
        .map(name -> name.replaceFirst("_(bucket|count|sum|max)$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
