package rouse.executor.compose.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rouse.executor.compose.ReaderScope;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** What says two things at once, each of them in the right form. */
public final class Contradictions {
  private static final List<String> RESOURCES = List.of("deploy", "resources");

  /** Where a service says the same as under {@code deploy}. */
  private static final Map<String, List<String>> TWICE =
      Map.of(
          "scale", List.of("deploy", "replicas"),
          "cpus", List.of("deploy", "resources", "limits", "cpus"),
          "mem_limit", List.of("deploy", "resources", "limits", "memory"),
          "mem_reservation", List.of("deploy", "resources", "reservations", "memory"),
          "pids_limit", List.of("deploy", "resources", "limits", "pids"));

  /** Those of them that Compose reads as 0 where what stands around them is there without them. */
  private static final Set<String> LIMITS =
      Set.of("cpus", "mem_limit", "mem_reservation", "pids_limit");

  private Contradictions() {}

  public static void check(Section top, Map<String, Section> services) {
    Map<String, String> containers = new HashMap<>();
    services.forEach(
        (name, service) -> {
          TWICE.forEach((key, path) -> distinct(service.at(key), at(service, path)));
          LIMITS.forEach(key -> limited(service.at(key), service, TWICE.get(key)));
          builds(top, service);
          scaled(service);
          watched(service.at("develop", "watch"));
          models(top.at("models"), service.at("models"));
          devices(at(service, RESOURCES).at("reservations", "devices"));
          devices(service.at("gpus"));
          Section called = service.at("container_name");
          String other = called.text().map(n -> containers.putIfAbsent(n, name)).orElse(null);
          if (other != null) {
            called.error(other + " has the same container_name", "Give one of them another.");
          }
        });
    for (String kind : List.of("networks", "volumes")) {
      top.at(kind).children().values().forEach(Contradictions::external);
    }
  }

  private static Section at(Section section, List<String> path) {
    Section place = section;
    for (String key : path) {
      place = place.at(key);
    }
    return place;
  }

  private static void distinct(Section one, Section other) {
    boolean same =
        one.text().equals(other.text())
            || (one.number().isPresent() && one.number().equals(other.number()))
            || (one.bytes().isPresent() && one.bytes().equals(other.bytes()));
    if (one.present() && other.present() && !same) {
      one.error(other.path() + " says another number", "Keep one of the two.");
    }
  }

  private static void limited(Section one, Section service, List<String> path) {
    Section around = at(service, path.subList(0, path.size() - 1));
    boolean said = one.text().filter(t -> !t.matches("0+(\\.0+)?[a-z]*")).isPresent();
    if (said && around.isMapping() && !around.at(path.getLast()).present()) {
      one.error(
          around.path() + " is there, and Compose reads what it does not say as 0",
          "Write " + path.getLast() + " there instead.");
    }
  }

  private static void builds(Section top, Section service) {
    Section build = service.at("build");
    if (build.at("dockerfile").present() && build.at("dockerfile_inline").present()) {
      build
          .at("dockerfile")
          .error("dockerfile and dockerfile_inline exclude each other", "Keep one.");
    }
    Section contexts = build.at("additional_contexts");
    Section services = top.at("services");
    contexts
        .plainPairs()
        .values()
        .forEach(
            from ->
                ReaderScope.shared(from)
                    .filter(other -> !services.at(other, "build").present())
                    .ifPresent(
                        other ->
                            contexts.error(
                                MessageText.quoted(other) + " is no service that is built",
                                "Name one with a build, or an image with docker-image://.")));
    Section platforms = build.at("platforms");
    service
        .text("platform")
        .filter(p -> !platforms.texts().isEmpty() && !platforms.texts().contains(p))
        .ifPresent(
            p -> platforms.error(p + " is the service's platform and missing here", "Add it."));
    declared(top.at("secrets"), build.at("secrets"));
  }

  /** Grants of what stands at the top; a grant is a name, or a mapping with a source. */
  private static void declared(Section top, Section grants) {
    for (Section grant : grants.items()) {
      grant
          .text()
          .or(() -> grant.text("source"))
          .filter(name -> !top.keys().contains(name))
          .ifPresent(
              name ->
                  grant.error(
                      MessageText.quoted(name) + " is not declared under " + top.path(),
                      MessageText.suggestion(name, top.keys())));
    }
  }

  private static void models(Section top, Section wanted) {
    declared(top, wanted);
    wanted.keys().stream()
        .filter(name -> !top.keys().contains(name))
        .forEach(
            name ->
                wanted
                    .at(name)
                    .error(
                        MessageText.quoted(name) + " is not declared under models",
                        MessageText.suggestion(name, top.keys())));
  }

  private static void scaled(Section service) {
    Section count =
        service.at("scale").present() ? service.at("scale") : service.at("deploy", "replicas");
    if (count.integer().orElse(1) > 1 && service.at("container_name").present()) {
      count.error("several containers cannot have one container_name", "Take one of them away.");
    }
  }

  private static void watched(Section watch) {
    for (Section each : watch.items()) {
      String action = each.text("action").orElse("");
      if (!each.at("target").present() && !action.equals("rebuild") && !action.equals("restart")) {
        each.error("nothing says where the files go", "Give a target.");
      }
    }
  }

  private static void devices(Section requests) {
    requests.items().stream()
        .filter(r -> r.at("count").present() && r.at("device_ids").present())
        .forEach(r -> r.error("count and device_ids exclude each other", "Keep one."));
  }

  private static void external(Section declared) {
    if (!ReaderScope.isExternal(declared)) {
      return;
    }
    declared.keys().stream()
        .filter(k -> !k.equals("external") && !k.equals("name") && !k.startsWith("x-"))
        .filter(k -> declared.at(k).present())
        .forEach(
            k ->
                declared
                    .at(k)
                    .error(
                        "what is external is not made here, so it has no " + k, "Leave it out."));
  }
}
