package rouse.executor.compose;

import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.load.ProjectFiles;
import rouse.executor.compose.yaml.Section;

/**
 * What the readers of a service's parts need to know of the whole file.
 *
 * @param platform its name
 * @param root the file
 * @param variables the environment over {@code .env}
 * @param host of the executor that reads it; empty when none does
 */
public record ReaderScope(
    String platform,
    Section root,
    Map<String, String> variables,
    ProjectFiles files,
    Optional<String> host) {

  private static final String OF_SERVICE = "service:";

  /** Whether a service names another executor's host: files that it names are needed there. */
  boolean isElsewhere(Section service) {
    return service
        .at("x-rouse")
        .text("host")
        .filter(named -> !Optional.of(named).equals(host))
        .isPresent();
  }

  /** The name at the engine of something the file declares. */
  String engineName(Section declared, String key) {
    if (isExternal(declared)) {
      return declared.text("name").or(() -> declared.at("external").text("name")).orElse(key);
    }
    return declared.text("name").orElse(platform + "_" + key);
  }

  /** A namespace; one that is shared with a module is that of its first container. */
  Optional<String> namespace(Section mode) {
    return mode.text()
        .filter(m -> !m.isEmpty())
        .map(m -> shared(m).map(module -> "container:" + container(module)).orElse(m));
  }

  /** The module whose namespace {@code service:NAME} shares. */
  public static Optional<String> shared(String mode) {
    return Optional.of(mode)
        .filter(m -> m.startsWith(OF_SERVICE))
        .map(m -> m.substring(OF_SERVICE.length()));
  }

  /** The name of a module's first container. */
  String container(String module) {
    return platform + "-" + module + "-1";
  }

  public static boolean isExternal(Section declared) {
    Section external = declared.at("external");
    return external.isMapping() || external.flag().orElse(false);
  }
}
