package rouse.executor.compose.load;

import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.ReaderScope;
import rouse.executor.compose.yaml.Section;
import rouse.executor.compose.yaml.UnreadableFileException;

/** Files of {@code NAME=value} lines that a service names: variables or labels. */
public final class EnvironmentFiles {
  private final ReaderScope scope;

  public EnvironmentFiles(ReaderScope scope) {
    this.scope = scope;
  }

  /** Of one item, which is a path or says more about it; empty when there is none. */
  public Map<String, String> read(Section item) {
    Optional<String> named = item.isMapping() ? item.text("path") : item.text();
    boolean required = item.at("required").flag().orElse(true);
    return named
        .flatMap(text -> scope.files().visible(item, text))
        .filter(path -> required || Files.exists(path))
        .flatMap(path -> scope.files().read(item, path))
        .map(text -> variables(item, text))
        .orElse(Map.of());
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
