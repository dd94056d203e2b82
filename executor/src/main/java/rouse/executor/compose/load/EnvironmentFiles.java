package rouse.executor.compose.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.ReaderScope;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;
import rouse.executor.compose.yaml.UnreadableFileException;

/** Files of {@code NAME=value} lines that a service names: variables or labels. */
public final class EnvironmentFiles {
  private final ReaderScope scope;

  public EnvironmentFiles(ReaderScope scope) {
    this.scope = scope;
  }

  /**
   * Of one item, which is a path or says more about it; empty when there is none.
   *
   * @param elsewhere whether another host runs the service, and may be the only one with the file
   */
  public Map<String, String> read(Section item, boolean elsewhere) {
    Optional<String> named = item.isMapping() ? item.text("path") : item.text();
    boolean required = item.at("required").flag().orElse(true);
    return named
        .flatMap(text -> scope.files().visible(item, text))
        .filter(path -> required || Files.exists(path))
        .filter(path -> !elsewhere || isHere(item, path))
        .flatMap(path -> scope.files().read(item, path))
        .map(text -> variables(item, text))
        .orElse(Map.of());
  }

  private static boolean isHere(Section item, Path path) {
    boolean here = Files.exists(path);
    if (!here) {
      item.warning(
          "there is no file " + MessageText.quoted(path.toString()),
          "The host of this service needs it.");
    }
    return here;
  }

  private Map<String, String> variables(Section item, String text) {
    try {
      boolean raw = item.text("format").filter("raw"::equals).isPresent();
      return raw
          ? EnvironmentFile.readRaw(text, scope.variables())
          : EnvironmentFile.read(text, scope.variables());
    } catch (UnreadableFileException e) {
      item.error(
          "line " + e.finding().line() + " of the file: " + e.finding().message(),
          e.finding().remedy());
      return Map.of();
    }
  }
}
