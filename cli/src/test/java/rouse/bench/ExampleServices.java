package rouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The example's services with every condition {@code service_started}, and without the ports, which
 * two platforms on one machine cannot both have.
 */
record ExampleServices(Path folder, Map<String, Map<String, Object>> services) {

  static ExampleServices read(Path file) throws IOException {
    Map<String, Object> whole =
        map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    Map<String, Map<String, Object>> services = new LinkedHashMap<>();
    map(whole.get("services"))
        .forEach(
            (name, service) -> {
              Map<String, Object> one = new LinkedHashMap<>(map(service));
              one.remove("ports");
              one.computeIfPresent("depends_on", (key, needed) -> started(needed));
              services.put(name, one);
            });
    return new ExampleServices(file.getParent(), services);
  }

  private static List<String> started(Object needed) {
    Collection<?> names =
        needed instanceof Map<?, ?> conditions ? conditions.keySet() : (List<?>) needed;
    return names.stream().map(String::valueOf).toList();
  }

  Set<String> modules() {
    return services.keySet();
  }

  /** The modules, each after those it needs. */
  List<String> inOrder() {
    Set<String> order = new LinkedHashSet<>();
    services.keySet().forEach(module -> addAfterNeeds(module, order));
    return List.copyOf(order);
  }

  private void addAfterNeeds(String module, Set<String> order) {
    needs(module).forEach(needed -> addAfterNeeds(needed, order));
    order.add(module);
  }

  List<String> needs(String module) {
    return services.get(module).get("depends_on") instanceof List<?> needed
        ? needed.stream().map(String::valueOf).toList()
        : List.of();
  }

  int replicas(String module) {
    return services.get(module).get("deploy") instanceof Map<?, ?> deploy
        ? (Integer) deploy.get("replicas")
        : 1;
  }

  int instances() {
    return modules().stream().mapToInt(this::replicas).sum();
  }

  /** All that beat themselves do but the one that beats in the original form. */
  boolean beatsOverHttp(String module) {
    Map<String, Object> heartbeat = map(map(services.get(module).get("x-rouse")).get("heartbeat"));
    return "self".equals(heartbeat.get("source")) && !"scheduler".equals(module);
  }

  /** With the build contexts as they are. */
  String building() {
    return dumped(
        (name, service) ->
            service.put(
                "build",
                Map.of(
                    "context",
                    folder.resolve(String.valueOf(service.get("build"))).normalize().toString(),
                    "network",
                    "none")));
  }

  /** With the images that a platform of this name has built. */
  String ofImages(String platform) {
    return dumped(
        (name, service) -> {
          service.remove("build");
          service.put("image", platform + "-" + name);
        });
  }

  private String dumped(java.util.function.BiConsumer<String, Map<String, Object>> change) {
    Map<String, Object> changed = new LinkedHashMap<>();
    services.forEach(
        (name, service) -> {
          Map<String, Object> copy = new LinkedHashMap<>(service);
          change.accept(name, copy);
          changed.put(name, copy);
        });
    return new Dump(DumpSettings.builder().build()).dumpToString(changed);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }
}
