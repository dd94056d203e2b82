package rouse.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.FoundContainer;
import rouse.executor.docker.TestPlatform;

@DisplayName("A guard in a container leaves alone that one, and what it needs")
class SelfExclusionIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private final List<String> made = new ArrayList<>();
  private TestPlatform platform;

  @BeforeEach
  void open() throws IOException {
    platform = new TestPlatform();
  }

  @AfterEach
  void close() {
    made.forEach(id -> platform.engine().run("remove", SOON, c -> c.removeContainerCmd(id).exec()));
    platform.close();
  }

  private Map<String, String> labels(String service, String dependencies) {
    return Map.of(
        "com.docker.compose.project", platform.name(),
        "com.docker.compose.service", service,
        "com.docker.compose.depends_on", dependencies);
  }

  private String make(String service, String dependencies, String network) {
    String id =
        platform
            .engine()
            .call(
                "create",
                SOON,
                c ->
                    c.createContainerCmd(TestPlatform.IMAGE)
                        .withCmd("true")
                        .withLabels(labels(service, dependencies))
                        .withHostConfig(HostConfig.newHostConfig().withNetworkMode(network))
                        .exec()
                        .getId());
    made.add(id);
    return id;
  }

  private FoundContainer found(String id, String service) {
    return new FoundContainer(
        id,
        service,
        labels(service, ""),
        ContainerPhase.RUNNING,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  @DisplayName("its dependencies, theirs, and whose network it lives in; also when made anew")
  void needs() {
    String vpn = make("vpn", "", "none");
    String proxy = make("proxy", "store:service_started:false", "none");
    String store = make("store", "", "none");
    String web = make("web", "", "none");
    String guard = make("guard", "proxy:service_started:true", "container:" + vpn);
    SelfExclusion self = SelfExclusion.of(platform.engine(), Optional.of(guard));
    assertThat(
            List.of(
                found(guard, "guard"),
                found(proxy, "proxy"),
                found(store, "store"),
                found(vpn, "vpn"),
                found("made anew", "guard")))
        .allMatch(self);
    assertThat(self.test(found(web, "web"))).isFalse();
  }

  @Test
  @DisplayName("the id of its own container stands in the files of its process")
  void itself() {
    String id = "0123456789abcdef".repeat(4);
    assertThat(SelfExclusion.idIn("/var/lib/docker/containers/" + id + "/hostname /etc/hostname"))
        .contains(id);
    assertThat(SelfExclusion.idIn("0::/system.slice/docker-" + id + ".scope")).contains(id);
    assertThat(SelfExclusion.idIn("0::/init.scope")).isEmpty();
    assertThat(SelfExclusion.of(platform.engine(), Optional.empty()).isEmpty()).isTrue();
  }
}
