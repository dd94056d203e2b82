package rouse.executor.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.Dependency.Condition;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/**
 * What a service depends on: what {@code depends_on} says, and what it links to, shares a namespace
 * with or mounts the volumes of.
 */
public final class DependencyReader {
  static final String DEPENDS_ON = "depends_on";
  private static final List<String> NAMESPACES = List.of("network_mode", "pid", "ipc");
  private final Set<String> provided;

  /**
   * @param provided services that are no containers; nobody waits for them here
   */
  DependencyReader(Set<String> provided) {
    this.provided = provided;
  }

  List<Dependency> read(Section service) {
    Map<String, Dependency> found = new LinkedHashMap<>();
    Section explicit = service.at(DEPENDS_ON);
    explicit
        .items()
        .forEach(
            item ->
                item.text()
                    .ifPresent(t -> add(found, item, t, Condition.SERVICE_STARTED, false, true)));
    explicit
        .children()
        .forEach(
            (module, how) ->
                add(
                    found,
                    how,
                    module,
                    condition(how.text("condition").orElse("")),
                    how.flag("restart"),
                    how.at("required").flag().orElse(true)));
    for (String key : NAMESPACES) {
      Section mode = service.at(key);
      mode.text()
          .flatMap(ReaderScope::shared)
          .ifPresent(
              owner -> {
                Dependency said = found.get(owner);
                Condition until = said == null ? Condition.SERVICE_STARTED : said.condition();
                // A namespace ends with its owner: who shares it is made anew with it.
                add(found, mode, owner, until, true, true);
              });
    }
    Stream.of("links", "volumes_from")
        .flatMap(key -> service.at(key).items().stream())
        .forEach(
            item -> {
              String module = item.text().orElse("").split(":", 2)[0];
              if (!module.equals("container") && !found.containsKey(module)) {
                add(found, item, module, Condition.SERVICE_STARTED, false, true);
              }
            });
    provided.forEach(found::remove);
    return new ArrayList<>(found.values());
  }

  private static void add(
      Map<String, Dependency> found,
      Section place,
      String module,
      Condition condition,
      boolean restart,
      boolean required) {
    try {
      found.put(module, new Dependency(module, condition, restart, required));
    } catch (IllegalArgumentException e) {
      place.error(MessageText.clean(e.getMessage()), "Name a service of this file.");
    }
  }

  private static Condition condition(String text) {
    return switch (text) {
      case "service_healthy" -> Condition.SERVICE_HEALTHY;
      case "service_completed_successfully" -> Condition.SERVICE_COMPLETED_SUCCESSFULLY;
      default -> Condition.SERVICE_STARTED;
    };
  }

  /** Where a service says that it depends on another. */
  public static Section place(Section service, String module) {
    Section explicit = service.at(DEPENDS_ON);
    if (explicit.keys().contains(module) || explicit.texts().contains(module)) {
      return explicit;
    }
    return Stream.concat(NAMESPACES.stream(), Stream.of("links", "volumes_from"))
        .map(service::at)
        .filter(
            key ->
                key.texts().stream()
                    .anyMatch(t -> t.equals("service:" + module) || t.split(":")[0].equals(module)))
        .findFirst()
        .orElse(explicit);
  }
}
