package rouse.executor.compose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import rouse.executor.compose.model.NetworkAttachment;
import rouse.executor.compose.model.NetworkDefinition;
import rouse.executor.compose.model.NetworkDefinition.Subnet;
import rouse.executor.compose.model.NetworkingDefinition;
import rouse.executor.compose.model.PortDefinition;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** Networks of the platform, and how a module joins them. */
final class NetworkReader {
  static final String DEFAULT = "default";
  private static final List<String> OF_THE_NETWORK =
      List.of("ports", "hostname", "domainname", "extra_hosts", "dns", "dns_search", "dns_opt");

  private final ReaderScope scope;
  private final Set<String> used = new LinkedHashSet<>();

  /** What modules are called by others that link to them. */
  private final Map<String, Set<String>> linked = new HashMap<>();

  NetworkReader(ReaderScope scope, Map<String, Section> services) {
    this.scope = scope;
    services.values().forEach(service -> service.at("links").texts().forEach(this::link));
  }

  private void link(String text) {
    int colon = text.indexOf(':');
    if (colon > 0) {
      linked
          .computeIfAbsent(text.substring(0, colon), module -> new LinkedHashSet<>())
          .add(text.substring(colon + 1));
    }
  }

  NetworkingDefinition read(Section service, String module) {
    Optional<String> mode = scope.namespace(service.at("network_mode"));
    if (mode.isPresent() && service.at("networks").present()) {
      service.at("network_mode").error("network_mode and networks exclude each other", "Keep one.");
    }
    Set<String> names = new LinkedHashSet<>(Set.of(module));
    service.text("container_name").ifPresent(names::add);
    names.addAll(linked.getOrDefault(module, Set.of()));
    boolean shared = mode.filter(m -> m.startsWith("container:")).isPresent();
    List<PortDefinition> ports = new PortReader().read(service.at("ports"));
    List<String> expose = expose(service.at("expose"));
    if (shared) {
      // The engine refuses them, since they are the other container's.
      OF_THE_NETWORK.forEach(key -> leaveOut(service.at(key)));
      return new NetworkingDefinition(
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          mode,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          service.at("sysctls").plainPairs());
    }
    return new NetworkingDefinition(
        service.text("hostname"),
        service.text("domainname"),
        ports,
        expose,
        mode.isPresent() ? List.of() : attachments(service.at("networks"), names),
        mode,
        extraHosts(service.at("extra_hosts")),
        service.at("dns").texts(),
        service.at("dns_search").texts(),
        service.at("dns_opt").texts(),
        service.at("sysctls").plainPairs());
  }

  private static void leaveOut(Section key) {
    boolean empty = key.isListing() && key.items().isEmpty();
    if (key.present() && !empty) {
      key.warning(
          "it belongs to the container that shares its network, and is not applied here",
          "Write it there.");
    }
  }

  private static List<String> expose(Section expose) {
    List<String> ports = new ArrayList<>();
    for (Section item : expose.items()) {
      String text = item.text().orElse("");
      if (!text.matches("[0-9]{1,5}(-[0-9]{1,5})?(/(tcp|udp|sctp))?")) {
        item.error(MessageText.quoted(text) + " is no port", "Write a port such as \"5000\".");
        continue;
      }
      ports.add(text.contains("/") ? text : text + "/tcp");
    }
    return ports;
  }

  private List<NetworkAttachment> attachments(Section networks, Set<String> names) {
    if (!networks.present() || (networks.isListing() && networks.items().isEmpty())) {
      used.add(DEFAULT);
      return List.of(attachment(DEFAULT, networks, names));
    }
    if (networks.isListing()) {
      return networks.items().stream()
          .filter(item -> item.text().isPresent() && known(item, item.text().get()))
          .map(item -> attachment(item.text().get(), item, names))
          .toList();
    }
    return networks.children().entrySet().stream()
        .filter(e -> known(e.getValue(), e.getKey()))
        .sorted(Comparator.comparingLong(e -> -e.getValue().at("priority").integer().orElse(0)))
        .map(e -> attachment(e.getKey(), e.getValue(), names))
        .toList();
  }

  private boolean known(Section place, String key) {
    Set<String> declared = scope.root().at("networks").keys();
    if (!key.equals(DEFAULT) && !declared.contains(key)) {
      place.error(
          "network " + MessageText.quoted(key) + " is not declared",
          MessageText.suggestion(key, declared));
      return false;
    }
    used.add(key);
    return true;
  }

  private NetworkAttachment attachment(String key, Section settings, Set<String> names) {
    Set<String> aliases = new LinkedHashSet<>(names);
    aliases.addAll(settings.at("aliases").texts());
    return new NetworkAttachment(
        scope.engineName(scope.root().at("networks", key), key),
        List.copyOf(aliases),
        settings.text("ipv4_address"),
        settings.text("ipv6_address"));
  }

  static List<String> extraHosts(Section hosts) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, Section> host : hosts.children().entrySet()) {
      host.getValue().texts().forEach(address -> lines.add(host.getKey() + ":" + address));
    }
    for (Section item : hosts.items()) {
      String text = item.text().orElse("");
      String line = text.indexOf('=') > 0 ? text.replaceFirst("=", ":") : text;
      if (line.indexOf(':') < 1) {
        item.error(MessageText.quoted(text) + " names no address", "Write name:address.");
      }
      lines.add(line);
    }
    return lines;
  }

  /** Those that modules read so far use; the platform's own comes first. */
  List<NetworkDefinition> used() {
    List<String> keys = new ArrayList<>(used);
    keys.sort(Comparator.comparing(k -> !k.equals(DEFAULT)));
    return keys.stream().map(k -> definition(k, scope.root().at("networks", k))).toList();
  }

  private NetworkDefinition definition(String key, Section network) {
    return new NetworkDefinition(
        key,
        scope.engineName(network, key),
        ReaderScope.isExternal(network),
        network.text("driver"),
        network.at("driver_opts").plainPairs(),
        network.flag("internal"),
        network.flag("attachable"),
        network.flag("enable_ipv6"),
        network.at("ipam", "config").items().stream()
            .map(c -> new Subnet(c.text("subnet"), c.text("gateway"), c.text("ip_range")))
            .toList(),
        network.at("labels").plainPairs());
  }
}
