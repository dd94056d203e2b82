package rouse.executor.compose.check;

import static rouse.executor.compose.check.ComposeKey.informs;
import static rouse.executor.compose.check.ComposeKey.warned;
import static rouse.executor.compose.check.ComposeKey.widens;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import rouse.executor.compose.RouseReader;

/**
 * The four lists: which keys of the Compose Specification are applied, which have no effect in
 * Compose either, which are read and reported only, and which are applied but widen what a
 * container may do. The reader goes by them and the documentation is printed from them.
 */
public final class ComposeKeys {
  /** What {@code --allow} lets through that is no single key. */
  public static final String DOCKER_SOCKET = "docker-socket";

  public static final String OUTSIDE_PROJECT = "outside-project";

  private static final String S = "services.*.";
  private static final String X = S + RouseReader.KEY;

  private static final String BUILDKIT =
      "It needs a session with BuildKit, which Rouse does not open.";
  private static final String SWARM = "It is for swarms; name a file, or give the content.";

  public static final String START_INTERVAL = S + "healthcheck.start_interval";
  public static final String VOLUME_SUBPATH = S + "volumes[].volume.subpath";
  public static final String IMAGE_SUBPATH = S + "volumes[].image.subpath";

  private static final String DEVICE_REQUEST = "capabilities count device_ids driver options";

  private static final List<ComposeKey> ALL = new ArrayList<>();

  static {
    applied("", "include name services networks volumes secrets configs");
    applied(
        S,
        "build cap_drop command configs container_name cpu_shares cpus cpuset depends_on deploy dns dns_opt"
            + " dns_search domainname entrypoint env_file environment expose extends extra_hosts"
            + " group_add"
            + " healthcheck hostname image init label_file labels links logging mem_limit mem_reservation"
            + " memswap_limit networks oom_score_adj pids_limit platform ports profiles pull_policy"
            + " read_only restart scale secrets shm_size stdin_open stop_grace_period stop_signal sysctls"
            + " tmpfs tty ulimits user volumes volumes_from working_dir");
    applied(
        S + "build.",
        "additional_contexts args cache_from context dockerfile dockerfile_inline extra_hosts"
            + " labels no_cache pull shm_size tags target");
    applied(S + "depends_on.*.", "condition required restart");
    applied(S + "deploy.", "replicas resources restart_policy rollback_config update_config");
    applied(S + "deploy.restart_policy.", "condition max_attempts");
    applied(S + "deploy.rollback_config.", "parallelism");
    applied(S + "deploy.update_config.", "delay failure_action monitor order parallelism");
    applied(S + "deploy.resources.", "limits reservations");
    applied(S + "deploy.resources.limits.", "cpus memory pids");
    applied(S + "deploy.resources.reservations.", "memory");
    applied(S + "devices[].", "permissions source target");
    applied(S + "gpus[].", DEVICE_REQUEST);
    applied(S + "deploy.resources.reservations.devices[].", DEVICE_REQUEST);
    applied(S + "env_file[].", "path required format");
    applied(
        S + "healthcheck.", "disable interval retries start_interval start_period test timeout");
    applied(S + "logging.", "driver options");
    applied(S + "networks.*.", "aliases ipv4_address ipv6_address priority");
    applied(S + "ports[].", "host_ip protocol published target");
    applied(S, "post_start pre_stop");
    applied(S + "post_start[].", "command environment user working_dir");
    applied(S + "pre_stop[].", "command environment user working_dir");
    applied(S + "secrets[].", "gid mode source target uid");
    applied(S + "configs[].", "gid mode source target uid");
    applied(S + "ulimits.*.", "soft hard");
    applied(S + "volumes[].", "bind image read_only source target tmpfs type volume");
    applied(S + "volumes[].image.", "subpath");
    applied(S + "volumes[].bind.", "create_host_path propagation selinux");
    applied(S + "volumes[].tmpfs.", "mode size");
    applied(S + "volumes[].volume.", "nocopy subpath");
    applied(
        "networks.*.",
        "attachable driver driver_opts enable_ipv6 external internal ipam labels name");
    applied("networks.*.ipam.", "config");
    applied("networks.*.ipam.config[].", "gateway ip_range subnet");
    applied("volumes.*.", "driver driver_opts external labels name");
    applied("secrets.*.", "content environment file");
    applied("configs.*.", "content environment file");
    applied(RouseReader.KEY, "");
    applied(RouseReader.KEY + ".", "brake clear notify rate clear.mongodb");
    applied(RouseReader.KEY + ".brake.", "enabled least probe share within");
    applied(RouseReader.KEY + ".rate.", "burst every");
    applied(RouseReader.KEY + ".clear.mongodb.", "collections database uri");
    applied(X, "");
    applied(X + ".", "balance heartbeat host kind observes recovery scale supervised-by update");
    applied(X + ".balance.", "announce haproxy port");
    applied(X + ".balance.haproxy.", "backend module port socket");
    applied(X + ".heartbeat.", "least most source startup timeout");
    applied(X + ".recovery.", "attempts method strategy trial within");
    applied(X + ".scale.", "down drain max metric min target targets up window");
    applied(X + ".scale.targets.", "cpu load memory sessions");
    applied(X + ".scale.up.", "percent period select stabilize workers");
    applied(X + ".scale.down.", "percent period select stabilize workers");
    applied(X + ".update.", "delay monitor on_failure order parallel");

    add(
        informs("version", "It is obsolete in the Compose Specification, which ignores it too."),
        informs(S + "ports[].name", "It tells people what the port is for."),
        informs(S + "ports[].app_protocol", "It is a hint for tools; the port is the same."));

    add(
        warned("models", "Run the model as a service."),
        warned("secrets.*.driver", SWARM),
        warned("secrets.*.driver_opts", SWARM),
        warned("secrets.*.external", SWARM, "false"),
        warned("secrets.*.template_driver", SWARM),
        warned("configs.*.driver", SWARM),
        warned("configs.*.driver_opts", SWARM),
        warned("configs.*.external", SWARM, "false"),
        warned("configs.*.template_driver", SWARM),
        warned(S + "models", "Run the model as a service."),
        warned(S + "provider", "Run what it provides as a service."),
        warned(S + "build.entitlements", BUILDKIT),
        warned(S + "build.no_cache_filter", BUILDKIT),
        warned(S + "build.privileged", "Images are built without such steps.", "false"),
        warned(S + "build.secrets", BUILDKIT),
        warned(S + "build.ssh", BUILDKIT),
        warned(S + "annotations", "Use labels."),
        warned(S + "attach", "Rouse attaches to no container; see docker logs.", "true"),
        warned(S + "blkio_config", "Limits of block devices are left to the host."),
        warned(S + "cpu_count", "Use cpus."),
        warned(S + "cpu_percent", "Use cpus."),
        warned(S + "cpu_period", "Use cpus."),
        warned(S + "cpu_quota", "Use cpus."),
        warned(S + "cpu_rt_period", "Real-time scheduling is left to the host."),
        warned(S + "cpu_rt_runtime", "Real-time scheduling is left to the host."),
        warned(S + "credential_spec", "It is for Windows containers."),
        warned(S + "develop", "Run rouse up again after a change; what changed is replaced."),
        warned(S + "external_links", "Join the other platform's network as an external one."),
        warned(S + "isolation", "It is for Windows containers.", "default"),
        warned(S + "mac_address", "The engine gives the address."),
        warned(S + "mem_swappiness", "Use memswap_limit."),
        warned(
            S + "oom_kill_disable", "A module without memory is killed and brought back.", "false"),
        warned(S + "pre_start", "Do it in a service that others wait for until it completes."),
        warned(S + "pull_refresh_after", "Use pull_policy: always."),
        warned(S + "storage_opt", "Sizes of file systems are left to the host."),
        warned(S + "build.cache_to", "The engine's own cache is used."),
        warned(S + "build.isolation", "It is for Windows containers.", "default"),
        warned(S + "build.platforms", "Images are built for the engine's own platform."),
        warned(S + "build.provenance", "Images are built without it.", "false"),
        warned(S + "build.sbom", "Images are built without it.", "false"),
        warned(S + "build.ulimits", "The engine's default is used."),
        warned(S + "deploy.endpoint_mode", "It is for swarms; workers are behind one name here."),
        warned(S + "deploy.labels", "It is for swarms; use labels."),
        warned(S + "deploy.mode", "Give replicas.", "replicated"),
        warned(S + "deploy.placement", "Say with x-rouse.host where a module runs."),
        warned(S + "deploy.restart_policy.delay", "x-rouse.recovery says how often it is tried."),
        warned(S + "deploy.restart_policy.window", "x-rouse.recovery.within is the time."),
        warned(S + "deploy.rollback_config.delay", "What failed is brought back at once."),
        warned(
            S + "deploy.rollback_config.failure_action",
            "What cannot be brought back is recovered as usual.",
            "pause"),
        warned(S + "deploy.rollback_config.max_failure_ratio", "Each failure counts.", "0"),
        warned(
            S + "deploy.rollback_config.monitor",
            "What is brought back is recovered as usual should it fail."),
        warned(
            S + "deploy.rollback_config.order",
            "What is brought back takes the place of what failed.",
            "stop-first"),
        warned(
            S + "deploy.update_config.max_failure_ratio",
            "The first instance that fails ends the update.",
            "0"),
        warned(S + "deploy.resources.reservations.cpus", "Use cpu_shares for a weight."),
        warned(S + "deploy.resources.reservations.generic_resources", "It is for swarms."),
        warned(S + "networks.*.driver_opts", "Set them on the network itself."),
        warned(S + "networks.*.gw_priority", "Give the network a higher priority."),
        warned(S + "networks.*.interface_name", "The engine names interfaces."),
        warned(S + "networks.*.link_local_ips", "Use ipv4_address."),
        warned(S + "networks.*.mac_address", "The engine gives the address."),
        warned(S + "ports[].mode", "Ports are published at the module's host.", "host", "ingress"),
        warned(S + "volumes[].consistency", "The engine's own is used."),
        warned(S + "volumes[].bind.recursive", "The engine's own is used.", "enabled"),
        warned(S + "volumes[].volume.labels", "Label the volume under volumes."),
        warned("networks.*.enable_ipv4", "Every network has IPv4.", "true"),
        warned("networks.*.ipam.driver", "The engine's own is used.", "default"),
        warned("networks.*.ipam.options", "The engine's own are used."),
        warned("networks.*.ipam.config[].aux_addresses", "Narrow ip_range instead."),
        warned("secrets.*.name", "A secret is a file here; target says where it is mounted."),
        warned("secrets.*.labels", "A secret is a file here and has none."),
        warned("configs.*.name", "A config is a file here; target says where it is mounted."),
        warned("configs.*.labels", "A config is a file here and has none."));

    add(
        widens(S + "privileged", "privileged", "It gives the container the host.", "false"),
        widens(S + "post_start[].privileged", "privileged", "It gives the hook the host.", "false"),
        widens(S + "pre_stop[].privileged", "privileged", "It gives the hook the host.", "false"),
        widens(S + "cap_add", "cap_add", "It adds to what the container's root may do."),
        widens(S + "devices", "devices", "It hands out devices of the host."),
        widens(S + "device_cgroup_rules", "devices", "It hands out devices of the host."),
        widens(S + "gpus", "devices", "It hands out devices of the host."),
        widens(
            S + "deploy.resources.reservations.devices",
            "devices",
            "It hands out devices of the host."),
        widens(
            S + "security_opt",
            "security_opt",
            "It can switch protections off.",
            "no-new-privileges",
            "no-new-privileges:true",
            "no-new-privileges=true"),
        widens(
            S + "network_mode",
            "network_mode",
            "It can join the host's or a foreign container's network.",
            "none",
            "bridge",
            "default",
            "service:*"),
        widens(S + "pid", "pid", "It can see the host's processes.", "service:*"),
        widens(
            S + "ipc",
            "ipc",
            "It can share the host's memory.",
            "private",
            "none",
            "shareable",
            "service:*"),
        widens(S + "uts", "uts", "It can share the host's name."),
        widens(S + "cgroup", "cgroup", "It can see the host's control groups.", "private"),
        widens(S + "cgroup_parent", "cgroup", "It can leave the limits of the engine."),
        widens(S + "userns_mode", "userns_mode", "It can switch user namespaces off."),
        widens(S + "runtime", "runtime", "It can choose a weaker wall.", "runc"),
        widens(S + "use_api_socket", DOCKER_SOCKET, "It hands out the engine.", "false"),
        widens(
            S + "build.network",
            "build.network",
            "A build step can join the host's network.",
            "none",
            "default",
            "bridge"));
  }

  /** The first version of the engine's API that knows an applied key. */
  private static final Map<String, String> SINCE =
      Map.of(
          START_INTERVAL, "1.44",
          VOLUME_SUBPATH, "1.45",
          IMAGE_SUBPATH, "1.48");

  private static final Map<String, ComposeKey> BY_PATTERN =
      ALL.stream().collect(Collectors.toMap(ComposeKey::pattern, Function.identity()));

  private static final Set<String> ABOVE = above();

  private ComposeKeys() {}

  static List<ComposeKey> all() {
    return List.copyOf(ALL);
  }

  static ComposeKey at(String pattern) {
    return BY_PATTERN.get(pattern);
  }

  /** Whether anything below is known; below other keys everything is the author's own. */
  static boolean hasBelow(String pattern) {
    return ABOVE.contains(pattern);
  }

  /** Every beginning of a pattern that ends before a dot or a bracket. */
  private static Set<String> above() {
    Set<String> above = new HashSet<>(Set.of(""));
    for (ComposeKey key : ALL) {
      String pattern = key.pattern();
      for (int i = 0; i < pattern.length(); i++) {
        if (pattern.charAt(i) == '.' || pattern.charAt(i) == '[') {
          above.add(pattern.substring(0, i));
        }
      }
    }
    return above;
  }

  /** The applied keys that older engines do not know, with the version of the API that does. */
  public static Map<String, String> since() {
    return SINCE;
  }

  /** What {@code --allow} can let through. */
  public static Set<String> allowances() {
    Set<String> names = new TreeSet<>(Set.of(DOCKER_SOCKET, OUTSIDE_PROJECT));
    ALL.forEach(k -> k.allow().ifPresent(names::add));
    return names;
  }

  private static void applied(String prefix, String names) {
    for (String name : names.split(" ")) {
      ALL.add(ComposeKey.applied(prefix + name));
    }
  }

  private static void add(ComposeKey... keys) {
    ALL.addAll(List.of(keys));
  }
}
