package rouse.executor.docker;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.VolumeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import rouse.contracts.event.Json;
import rouse.executor.compose.ContainerDefinition;
import rouse.executor.compose.LoggingDefinition;
import rouse.executor.compose.MountDefinition;
import rouse.executor.compose.NetworkingDefinition;
import rouse.executor.compose.PortDefinition;
import rouse.executor.compose.PrivilegeDefinition;
import rouse.executor.compose.ResourceDefinition;
import rouse.executor.compose.StorageDefinition;

/** The part of a container's definition that the engine calls its host configuration. */
final class HostSettings {
  /**
   * Rouse restarts; were Docker to restart as well, each would work against the other. Said in so
   * many words, since the library's own form is an empty name, which says nothing to who inspects.
   */
  private static final RestartPolicy NO_RESTART =
      Json.MAPPER.convertValue(Map.of("Name", "no"), RestartPolicy.class);

  private HostSettings() {}

  /**
   * @param anonymous the mounts of volumes that nobody named
   */
  static HostConfig of(ContainerDefinition definition, List<Mount> anonymous) {
    HostConfig host = HostConfig.newHostConfig().withRestartPolicy(NO_RESTART);
    definition.process().init().ifPresent(host::withInit);
    definition.logging().ifPresent(logging -> host.withLogConfig(log(logging)));
    networking(host, definition.networking());
    storage(host, definition.storage(), anonymous);
    resources(host, definition.resources());
    privileges(host, definition.privileges());
    return host;
  }

  private static void networking(HostConfig host, NetworkingDefinition networking) {
    networking
        .mode()
        .or(() -> networking.attachments().stream().findFirst().map(a -> a.network()))
        .ifPresent(host::withNetworkMode);
    if (!networking.ports().isEmpty()) {
      host.withPortBindings(networking.ports().stream().map(HostSettings::binding).toList());
    }
    if (!networking.extraHosts().isEmpty()) {
      host.withExtraHosts(networking.extraHosts().toArray(String[]::new));
    }
    if (!networking.dns().isEmpty()) {
      host.withDns(networking.dns());
    }
    if (!networking.dnsSearch().isEmpty()) {
      host.withDnsSearch(networking.dnsSearch());
    }
    if (!networking.dnsOptions().isEmpty()) {
      host.withDnsOptions(networking.dnsOptions());
    }
    if (!networking.sysctls().isEmpty()) {
      host.withSysctls(networking.sysctls());
    }
  }

  static ExposedPort exposed(PortDefinition port) {
    return new ExposedPort(port.target(), InternetProtocol.parse(port.protocol().lower()));
  }

  private static PortBinding binding(PortDefinition port) {
    return new PortBinding(
        new Ports.Binding(port.hostIp().orElse(null), port.published().orElse(null)),
        exposed(port));
  }

  private static void storage(HostConfig host, StorageDefinition storage, List<Mount> anonymous) {
    List<Mount> mounts = new ArrayList<>(anonymous);
    List<Bind> binds = new ArrayList<>();
    for (MountDefinition mount : storage.mounts()) {
      switch (mount) {
        case MountDefinition.Volume volume -> mounts.add(volume(volume));
        case MountDefinition.Anonymous amongThese -> {}
        case MountDefinition.Bind bind -> {
          if (bind.createSource()) {
            binds.add(creatingBind(bind));
          } else {
            mounts.add(mount(MountType.BIND, bind).withSource(bind.source().toString()));
          }
        }
      }
    }
    if (!mounts.isEmpty()) {
      host.withMounts(mounts);
    }
    if (!binds.isEmpty()) {
      host.withBinds(binds);
    }
    if (!storage.tmpfs().isEmpty()) {
      host.withTmpFs(storage.tmpfs());
    }
    if (storage.readOnly()) {
      host.withReadonlyRootfs(true);
    }
    storage.shmBytes().ifPresent(host::withShmSize);
  }

  private static Mount mount(MountType type, MountDefinition definition) {
    return new Mount()
        .withType(type)
        .withTarget(definition.target())
        .withReadOnly(definition.readOnly());
  }

  private static Mount volume(MountDefinition.Volume volume) {
    Mount mount = mount(MountType.VOLUME, volume).withSource(volume.volume());
    return volume.noCopy() ? mount.withVolumeOptions(new VolumeOptions().withNoCopy(true)) : mount;
  }

  /** A mount of the engine's newer form refuses a missing source, a bind makes it. */
  private static Bind creatingBind(MountDefinition.Bind bind) {
    return Bind.parse(bind.source() + ":" + bind.target() + (bind.readOnly() ? ":ro" : ":rw"));
  }

  private static void resources(HostConfig host, ResourceDefinition resources) {
    resources.cpus().ifPresent(cpus -> host.withNanoCPUs(Math.round(cpus * 1e9)));
    resources.cpuShares().ifPresent(shares -> host.withCpuShares(Math.toIntExact(shares)));
    resources.cpuset().ifPresent(host::withCpusetCpus);
    resources.memoryBytes().ifPresent(host::withMemory);
    resources.memoryReservationBytes().ifPresent(host::withMemoryReservation);
    resources.memorySwapBytes().ifPresent(host::withMemorySwap);
    resources.pids().ifPresent(host::withPidsLimit);
    resources.oomScoreAdj().ifPresent(adj -> host.withOomScoreAdj(Math.toIntExact(adj)));
    if (!resources.ulimits().isEmpty()) {
      host.withUlimits(
          resources.ulimits().stream().map(u -> new Ulimit(u.name(), u.soft(), u.hard())).toList());
    }
  }

  private static void privileges(HostConfig host, PrivilegeDefinition privileges) {
    if (!privileges.capDrop().isEmpty()) {
      host.withCapDrop(capabilities(privileges.capDrop()));
    }
    if (!privileges.capAdd().isEmpty()) {
      host.withCapAdd(capabilities(privileges.capAdd()));
    }
    if (!privileges.groupAdd().isEmpty()) {
      host.withGroupAdd(privileges.groupAdd());
    }
    if (!privileges.securityOpt().isEmpty()) {
      host.withSecurityOpts(privileges.securityOpt());
    }
    if (!privileges.devices().isEmpty()) {
      host.withDevices(privileges.devices().stream().map(Device::parse).toList());
    }
    if (privileges.privileged()) {
      host.withPrivileged(true);
    }
    privileges.pid().ifPresent(host::withPidMode);
    privileges.ipc().ifPresent(host::withIpcMode);
    privileges.usernsMode().ifPresent(host::withUsernsMode);
  }

  private static Capability[] capabilities(List<String> names) {
    return names.stream()
        .map(name -> name.toUpperCase(Locale.ROOT))
        .map(name -> name.startsWith("CAP_") ? name.substring(4) : name)
        .map(Capability::valueOf)
        .toArray(Capability[]::new);
  }

  private static LogConfig log(LoggingDefinition logging) {
    LogConfig.LoggingType driver =
        logging
            .driver()
            .map(LogConfig.LoggingType::fromValue)
            .orElse(LogConfig.LoggingType.DEFAULT);
    return new LogConfig(driver, logging.options());
  }
}
