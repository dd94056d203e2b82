package rouse.executor.compose.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.PortDefinition;
import rouse.executor.compose.yaml.Section;

/** Whether two containers of one host would publish the same port. */
public final class PortCheck {
  private record Taken(String host, String module, PortDefinition port, int published) {

    boolean collides(Taken other) {
      return published == other.published
          && port.protocol() == other.port.protocol()
          && host.equals(other.host)
          && (isAny(port) || isAny(other.port) || port.hostIp().equals(other.port.hostIp()));
    }

    private static boolean isAny(PortDefinition port) {
      return port.hostIp().filter(ip -> !ip.equals("0.0.0.0") && !ip.equals("::")).isEmpty();
    }
  }

  private PortCheck() {}

  public static void check(
      PlatformSpec spec, Map<String, ContainerDefinition> definitions, Section services) {
    Map<Integer, List<Taken>> byNumber = new java.util.HashMap<>();
    for (ModuleSpec module : spec.modules()) {
      if (definitions.get(module.name()).networking().mode().isPresent()) {
        continue; // It has another network, where nothing is published.
      }
      Section place = services.at(module.name(), "ports");
      for (PortDefinition port : definitions.get(module.name()).networking().ports()) {
        Optional<Integer> published = fixed(port);
        if (published.isEmpty()) {
          continue;
        }
        Taken mine = new Taken(host(module), module.name(), port, published.get());
        List<Taken> sameNumber = byNumber.computeIfAbsent(mine.published(), n -> new ArrayList<>());
        sameNumber.stream()
            .filter(mine::collides)
            .findFirst()
            .ifPresent(
                other ->
                    place.error(
                        "port " + mine.published() + " is published by " + other.module() + " too",
                        "Publish another port for one of them."));
        sameNumber.add(mine);
        if (module.replicas() > 1) {
          place.error(
              module.replicas() + " instances cannot all publish port " + mine.published(),
              "Publish no fixed port, or a range with a port for each.");
        }
      }
    }
  }

  private static String host(ModuleSpec module) {
    return Optional.ofNullable(module.host()).orElse("");
  }

  private static Optional<Integer> fixed(PortDefinition port) {
    return port.published().filter(p -> p.indexOf('-') < 0).map(Integer::valueOf);
  }
}
