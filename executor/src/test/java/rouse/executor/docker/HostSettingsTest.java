package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.ContainerDefinition;

/** What is sent to the engine, as the engine names it. */
class HostSettingsTest {
  private static final ObjectMapper SENT =
      DefaultDockerClientConfig.createDefaultConfigBuilder().build().getObjectMapper();

  @TempDir private Path folder;
  private JsonNode host;
  private JsonNode joined;

  @BeforeEach
  void read() throws IOException {
    Files.writeString(folder.resolve("calls.json"), "{\n  \"syscalls\": []\n}\n");
    Path file =
        Files.writeString(
            folder.resolve("compose.yaml"),
            """
            name: shop
            services:
              wide:
                image: x
                privileged: true
                cap_add: [net_admin, CAP_SYS_PTRACE]
                cap_drop: [ALL]
                devices: ["/dev/fuse", "/dev/null:/dev/none:r", "vendor.com/class=one"]
                device_cgroup_rules: ["c 1:3 mr"]
                gpus: all
                network_mode: host
                pid: host
                ipc: host
                uts: host
                cgroup: host
                cgroup_parent: /above
                userns_mode: host
                runtime: nvidia
                security_opt: ["seccomp=unconfined", "label:disable", "seccomp:calls.json"]
                sysctls: { net.core.somaxconn: 1024 }
                ulimits: { nproc: 65535, nofile: { soft: 20000, hard: 40000 } }
                group_add: [mail, "1000"]
                extra_hosts: ["far=10.0.0.1", "host.docker.internal:host-gateway"]
                shm_size: 64m
                tmpfs: ["/run:size=64m,mode=1777", /tmp]
                volumes:
                  - /var/run/docker.sock:/var/run/docker.sock
                  - /etc/localtime:/etc/localtime:ro
                  - ../up:/up:rw,z
                  - ~/mine:/mine:ro,rshared
                  - { type: bind, source: /srv, target: /srv, bind: { create_host_path: false, propagation: rslave } }
                  - { type: volume, source: data, target: /data, volume: { subpath: a/b, nocopy: true } }
                  - { type: image, source: tools, target: /tools, image: { subpath: bin } }
                volumes_from: ["store:ro", "container:far"]
                logging: { driver: grafana/loki-docker-driver, options: { loki-url: "http://x" } }
              other: { image: x, network_mode: "service:wide", pid: "service:wide", ipc: "service:wide" }
              store: { image: x }
            volumes: { data: {} }
            """);
    var definitions =
        ComposeReader.read(file, ComposeOptions.of(Map.of("HOME", "/home/someone")))
            .orThrow()
            .definitions();
    host = sent(definitions.get("wide"));
    joined = sent(definitions.get("other"));
  }

  @Test
  @DisplayName("B9: what Compose may give a container of the host reaches the engine")
  void rights() throws IOException {
    assertSent(
        host,
        """
        { "Privileged": true, "CapAdd": ["NET_ADMIN", "SYS_PTRACE"], "CapDrop": ["ALL"],
          "DeviceCgroupRules": ["c 1:3 mr"], "GroupAdd": ["mail", "1000"],
          "NetworkMode": "host", "PidMode": "host", "IpcMode": "host", "UTSMode": "host",
          "CgroupnsMode": "host", "UsernsMode": "host", "CgroupParent": "/above",
          "Runtime": "nvidia", "Sysctls": { "net.core.somaxconn": "1024" },
          "ExtraHosts": ["far:10.0.0.1", "host.docker.internal:host-gateway"],
          "ShmSize": 67108864, "Tmpfs": { "/run": "size=64m,mode=1777", "/tmp": "" },
          "VolumesFrom": ["shop-store-1:ro", "far:rw"] }
        """);
    assertThat(host.at("/Devices").findValuesAsText("PathInContainer"))
        .containsExactly("/dev/fuse", "/dev/none");
    assertThat(host.at("/Devices").findValuesAsText("CgroupPermissions"))
        .containsExactly("rwm", "r");
    assertThat(host.at("/DeviceRequests/0/DeviceIDs/0").asText()).isEqualTo("vendor.com/class=one");
    assertThat(host.at("/DeviceRequests/1/Count").asInt()).isEqualTo(-1);
    assertThat(host.at("/DeviceRequests/1/Capabilities/0/0").asText()).isEqualTo("gpu");
    assertThat(host.at("/Ulimits").findValuesAsText("Hard")).containsExactly("65535", "40000");
    assertThat(host.at("/LogConfig/Type").asText()).isEqualTo("grafana/loki-docker-driver");
    assertThat(host.at("/SecurityOpt/0").asText()).isEqualTo("seccomp=unconfined");
    assertThat(host.at("/SecurityOpt/1").asText()).isEqualTo("label=disable");
    assertThat(host.at("/SecurityOpt/2").asText()).isEqualTo("seccomp={\"syscalls\":[]}");
  }

  @Test
  @DisplayName("B9: binds of the host, of the socket and of parts of volumes and images too")
  void mounts() throws IOException {
    assertThat(SENT.convertValue(host.at("/Binds"), String[].class))
        .containsExactly(
            "/var/run/docker.sock:/var/run/docker.sock:rw",
            "/etc/localtime:/etc/localtime:ro",
            folder.resolveSibling("up") + ":/up:rw,z",
            "/home/someone/mine:/mine:ro,rshared");
    assertSent(
        host.at("/Mounts/0"),
        """
        { "Type": "bind", "Source": "/srv", "Target": "/srv", "ReadOnly": false }
        """);
    assertThat(host.at("/Mounts/0/BindOptions/Propagation").asText()).isEqualTo("rslave");
    assertThat(host.at("/Mounts/1/VolumeOptions/Subpath").asText()).isEqualTo("a/b");
    assertThat(host.at("/Mounts/1/VolumeOptions/NoCopy").asBoolean()).isTrue();
    assertThat(host.at("/Mounts/2/Type").asText()).isEqualTo("image");
    assertThat(host.at("/Mounts/2/ImageOptions/Subpath").asText()).isEqualTo("bin");
  }

  @Test
  @DisplayName("B9: namespaces that are shared with a module are those of its container")
  void namespaces() throws IOException {
    assertSent(
        joined,
        """
        { "NetworkMode": "container:shop-wide-1", "PidMode": "container:shop-wide-1",
          "IpcMode": "container:shop-wide-1" }
        """);
  }

  /** Written and read again, so that numbers are of one kind. */
  private static JsonNode sent(ContainerDefinition definition) throws IOException {
    return SENT.readTree(SENT.writeValueAsBytes(HostSettings.of(definition, List.of(), Set.of())));
  }

  private static void assertSent(JsonNode sent, String expected) throws IOException {
    SENT.readTree(expected)
        .properties()
        .forEach(p -> assertThat(sent.get(p.getKey())).as(p.getKey()).isEqualTo(p.getValue()));
  }
}
