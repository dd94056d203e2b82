package rouse.executor.docker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.BindOptions;
import com.github.dockerjava.api.model.BindPropagation;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.ImageOptions;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.PropagationMode;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.SELContext;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumeOptions;
import com.github.dockerjava.api.model.VolumesFrom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Json;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.compose.model.LoggingDefinition;
import rouse.executor.compose.model.MountDefinition;
import rouse.executor.compose.model.NetworkingDefinition;
import rouse.executor.compose.model.PortDefinition;
import rouse.executor.compose.model.PrivilegeDefinition;
import rouse.executor.compose.model.ResourceDefinition;
import rouse.executor.compose.model.StorageDefinition;

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
   * @param boundBefore sources that the container before it was bound to: they are not made anew
   */
  static HostConfig of(
      ContainerDefinition definition, List<Mount> anonymous, Set<String> boundBefore) {
    HostConfig host = HostConfig.newHostConfig().withRestartPolicy(NO_RESTART);
    definition.process().init().ifPresent(host::withInit);
    definition.logging().ifPresent(logging -> host.withLogConfig(log(logging)));
    networking(host, definition.networking());
    storage(host, definition.storage(), anonymous, boundBefore);
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

  private static void storage(
      HostConfig host, StorageDefinition storage, List<Mount> anonymous, Set<String> boundBefore) {
    List<Mount> mounts = new ArrayList<>(anonymous);
    List<Bind> binds = new ArrayList<>();
    for (MountDefinition mount : storage.mounts()) {
      switch (mount) {
        case MountDefinition.Volume volume -> mounts.add(volume(volume));
        case MountDefinition.Anonymous amongThese -> {}
        case MountDefinition.Image image -> mounts.add(image(image));
        case MountDefinition.Text text -> {} // Put into the container once it is there.
        case MountDefinition.Bind bind -> {
          boolean create = bind.createSource() && !boundBefore.contains(bind.source().toString());
          if (create || bind.selinux().isPresent()) {
            binds.add(bind(bind));
          } else {
            mounts.add(existing(bind));
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
    if (!storage.volumesFrom().isEmpty()) {
      host.withVolumesFrom(
          storage.volumesFrom().stream().map(VolumesFrom::parse).toArray(VolumesFrom[]::new));
    }
  }

  private static Mount mount(MountType type, MountDefinition definition) {
    return new Mount()
        .withType(type)
        .withTarget(definition.target())
        .withReadOnly(definition.readOnly());
  }

  private static Mount volume(MountDefinition.Volume volume) {
    Mount mount = mount(MountType.VOLUME, volume).withSource(volume.volume());
    VolumeOptions options =
        volume.subpath().isPresent()
            ? new PartOfVolume(volume.subpath().get())
            : new VolumeOptions();
    if (volume.noCopy()) {
      options.withNoCopy(true);
    }
    return volume.noCopy() || volume.subpath().isPresent()
        ? mount.withVolumeOptions(options)
        : mount;
  }

  private static Mount image(MountDefinition.Image image) {
    Mount mount = mount(MountType.IMAGE, image).withSource(image.image());
    image.subpath().ifPresent(p -> mount.withImageOptions(new ImageOptions().withSubpath(p)));
    return mount;
  }

  private static Mount existing(MountDefinition.Bind bind) {
    Mount mount = mount(MountType.BIND, bind).withSource(bind.source().toString());
    bind.propagation()
        .map(p -> BindPropagation.valueOf(p.toUpperCase(Locale.ROOT).replaceFirst("^R", "R_")))
        .ifPresent(p -> mount.withBindOptions(new BindOptions().withPropagation(p)));
    return mount;
  }

  /** A mount of the engine's newer form refuses a missing source, a bind makes it. */
  private static Bind bind(MountDefinition.Bind bind) {
    return new Bind(
        bind.source().toString(),
        new Volume(bind.target()),
        bind.readOnly() ? AccessMode.ro : AccessMode.rw,
        bind.selinux().map(SELContext::fromString).orElse(SELContext.DEFAULT),
        null,
        bind.propagation().map(PropagationMode::fromString).orElse(PropagationMode.DEFAULT_MODE));
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
    if (!privileges.deviceCgroupRules().isEmpty()) {
      host.withDeviceCgroupRules(privileges.deviceCgroupRules());
    }
    if (!privileges.deviceRequests().isEmpty()) {
      host.withDeviceRequests(
          privileges.deviceRequests().stream().map(HostSettings::request).toList());
    }
    privileges.uts().ifPresent(host::withUtSMode);
    privileges.cgroup().ifPresent(host::withCgroupnsMode);
    privileges.cgroupParent().ifPresent(host::withCgroupParent);
    privileges.runtime().ifPresent(host::withRuntime);
    privileges.pid().ifPresent(host::withPidMode);
    privileges.ipc().ifPresent(host::withIpcMode);
    privileges.usernsMode().ifPresent(host::withUsernsMode);
  }

  private static Capability[] capabilities(List<String> names) {
    return names.stream().map(Capability::valueOf).toArray(Capability[]::new);
  }

  private static DeviceRequest request(PrivilegeDefinition.DeviceRequest request) {
    DeviceRequest asked = new DeviceRequest().withDeviceIds(request.ids());
    request.driver().ifPresent(asked::withDriver);
    if (request.count() != 0) {
      asked.withCount(request.count());
    }
    if (!request.capabilities().isEmpty()) {
      asked.withCapabilities(List.of(request.capabilities()));
    }
    return asked.withOptions(request.options());
  }

  private static LogConfig log(LoggingDefinition logging) {
    return new NamedLogConfig(logging.driver().orElse(""), logging.options());
  }

  /** The library has no field for it. */
  private static final class PartOfVolume extends VolumeOptions {
    private static final long serialVersionUID = 1L;
    private final String path;

    PartOfVolume(String path) {
      this.path = path;
    }

    @JsonProperty("Subpath")
    String path() {
      return path;
    }
  }

  /** The library knows some drivers only, and the engine any that is installed. */
  private static final class NamedLogConfig extends LogConfig {
    private static final long serialVersionUID = 1L;

    private final String name;

    NamedLogConfig(String name, Map<String, String> options) {
      setConfig(options);
      this.name = name;
    }

    @JsonProperty("Type")
    String name() {
      return name;
    }
  }
}
