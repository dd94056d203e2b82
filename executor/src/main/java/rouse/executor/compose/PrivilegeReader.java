package rouse.executor.compose;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import rouse.contracts.event.Json;
import rouse.executor.compose.check.KeyAudit;
import rouse.executor.compose.model.PrivilegeDefinition;
import rouse.executor.compose.model.PrivilegeDefinition.DeviceRequest;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.Section;

/** Capabilities, devices and namespaces; {@link KeyAudit} has listed what widens them. */
final class PrivilegeReader {
  private static final int ALL = -1;
  private static final String SECCOMP = "seccomp=";

  /** Those of Linux; the engine refuses any other. */
  private static final Set<String> CAPABILITIES =
      Set.of(
          ("ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN"
                  + " DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE"
                  + " LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE"
                  + " NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYS_ADMIN"
                  + " SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO"
                  + " SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG SYSLOG WAKE_ALARM")
              .split(" "));

  private final ReaderScope scope;

  PrivilegeReader(ReaderScope scope) {
    this.scope = scope;
  }

  PrivilegeDefinition read(Section service) {
    return new PrivilegeDefinition(
        capabilities(service.at("cap_drop")),
        service.at("group_add").texts(),
        service.flag("privileged"),
        capabilities(service.at("cap_add")),
        devices(service.at("devices")),
        service.at("device_cgroup_rules").texts(),
        requests(service),
        service.at("security_opt").items().stream().map(this::securityOption).toList(),
        scope.namespace(service.at("pid")),
        scope.namespace(service.at("ipc")),
        filled(service.at("userns_mode")),
        filled(service.at("uts")),
        filled(service.at("cgroup")),
        filled(service.at("cgroup_parent")),
        filled(service.at("runtime")));
  }

  private static List<String> capabilities(Section names) {
    List<String> known = new ArrayList<>();
    List<Section> items = names.isListing() ? names.items() : List.of();
    for (Section item : items) {
      String name = item.text().orElse("").toUpperCase(Locale.ROOT).replaceFirst("^CAP_", "");
      if (CAPABILITIES.contains(name)) {
        known.add(name);
      } else {
        item.error(
            MessageText.quoted(item.text().orElse("")) + " is no capability",
            MessageText.suggestion(name, CAPABILITIES));
      }
    }
    return known;
  }

  /** The engine takes a profile itself, Compose the file that it is in. */
  private String securityOption(Section item) {
    String text =
        item.text().orElse("").replaceFirst("^(apparmor|label|seccomp|systempaths):", "$1=");
    String profile = text.startsWith(SECCOMP) ? text.substring(SECCOMP.length()) : "";
    if (profile.isEmpty() || profile.equals("unconfined") || profile.equals("builtin")) {
      return text;
    }
    return scope
        .files()
        .path(item, profile)
        .flatMap(path -> scope.files().read(item, path))
        .map(json -> SECCOMP + compact(item, json))
        .orElse(text);
  }

  private static String compact(Section item, String json) {
    try {
      return Json.MAPPER.readTree(json).toString();
    } catch (JsonProcessingException e) {
      item.error("the profile is not JSON", "Correct the file.");
      return json;
    }
  }

  private static List<String> devices(Section devices) {
    return devices.items().stream()
        .filter(d -> !isOfDriver(d))
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

  /** {@code vendor.com/class=name}: a device that a driver describes, not a path. */
  private static boolean isOfDriver(Section device) {
    return device.text().or(() -> device.text("source")).orElse("").matches("[^/:]+/[^:]+=.+");
  }

  private static List<DeviceRequest> requests(Section service) {
    List<DeviceRequest> requests = new ArrayList<>();
    List<String> described =
        service.at("devices").items().stream()
            .filter(PrivilegeReader::isOfDriver)
            .map(d -> d.text().or(() -> d.text("source")).orElseThrow())
            .toList();
    if (!described.isEmpty()) {
      requests.add(new DeviceRequest(Optional.of("cdi"), 0, described, List.of(), Map.of()));
    }
    Section gpus = service.at("gpus");
    gpus.text()
        .ifPresent(
            all ->
                requests.add(
                    new DeviceRequest(Optional.empty(), ALL, List.of(), List.of("gpu"), Map.of())));
    gpus.items().forEach(item -> requests.add(request(item, List.of("gpu"))));
    service
        .at("deploy", "resources", "reservations", "devices")
        .items()
        .forEach(item -> requests.add(request(item, List.of())));
    return requests;
  }

  private static DeviceRequest request(Section item, List<String> always) {
    List<String> ids = item.at("device_ids").texts();
    Set<String> capabilities = new LinkedHashSet<>(item.at("capabilities").texts());
    capabilities.addAll(always);
    long count = item.at("count").integer().orElse(ids.isEmpty() ? ALL : 0);
    return new DeviceRequest(
        item.text("driver"),
        Math.toIntExact(Math.clamp(count, ALL, Integer.MAX_VALUE)),
        ids,
        List.copyOf(capabilities),
        item.at("options").plainPairs());
  }

  private static Optional<String> filled(Section section) {
    return section.text().filter(t -> !t.isEmpty());
  }
}
