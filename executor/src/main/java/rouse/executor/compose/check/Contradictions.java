package rouse.executor.compose.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rouse.executor.compose.ReaderScope;
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

  private Contradictions() {}

  public static void check(Section top, Map<String, Section> services) {
    Map<String, String> containers = new HashMap<>();
    services.forEach(
        (name, service) -> {
          TWICE.forEach((key, path) -> distinct(service.at(key), at(service, path)));
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
