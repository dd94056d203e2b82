package rouse.executor.compose;

import java.util.Map;

/**
 * What the readers of a service's parts need to know of the whole file.
 *
 * @param platform its name
 * @param root the file
 * @param variables the environment over {@code .env}
 */
record Scope(String platform, Section root, Map<String, String> variables, ProjectFiles files) {

  /** The name at the engine of something the file declares. */
  String engineName(Section declared, String key) {
    if (isExternal(declared)) {
      return declared.text("name").or(() -> declared.at("external").text("name")).orElse(key);
    }
    return declared.text("name").orElse(platform + "_" + key);
  }

  static boolean isExternal(Section declared) {
    Section external = declared.at("external");
    return external.isMapping() || external.flag().orElse(false);
  }
}
