package rouse.executor.compose;

import java.util.List;
import java.util.Optional;

/** Capabilities and namespaces; {@link KeyAudit} has refused what was not allowed by name. */
final class PrivilegeReader {
  PrivilegeDefinition read(Section service) {
    return new PrivilegeDefinition(
        service.at("cap_drop").texts(),
        service.at("group_add").texts(),
        service.flag("privileged"),
        service.at("cap_add").texts(),
        devices(service.at("devices")),
        service.at("security_opt").texts(),
        hostOnly(service.at("pid")),
        hostOnly(service.at("ipc")),
        service.text("userns_mode"));
  }

  private static List<String> devices(Section devices) {
    return devices.items().stream()
        .map(
            d ->
                d.isMapping()
                    ? d.text("source").orElse("")
                        + ":"
                        + d.text("target").or(() -> d.text("source")).orElse("")
                        + ":"
                        + d.text("permissions").orElse("rwm")
                    : d.text().orElse(""))
        .toList();
  }

  private static Optional<String> hostOnly(Section namespace) {
    Optional<String> mode = namespace.text();
    if (mode.filter(m -> m.startsWith("service:") || m.startsWith("container:")).isPresent()) {
      namespace.error("sharing another container's namespace is not supported", "Leave it out.");
    }
    return mode.filter(m -> !m.isEmpty());
  }
}
