package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("B6 What somebody does with docker beside Rouse")
class PauseIT {
  private static TestPlatform platform;
  private static DevProcess dev;

  @BeforeAll
  static void boot() {
    String module =
        """
        %s:
          image: BEATER
          x-rouse: { heartbeat: { source: %s, timeout: %s, startup: 2m } }
        """;
    platform =
        TestPlatform.of(
            "pause",
            module.formatted("beating", "self", "3s")
                + module.formatted("watched", "docker", "3s")
                + module.formatted("copied", "docker", "3s")
                + module.formatted("other", "self", "8s"));
    dev = platform.dev();
    dev.start().awaitAlive();
  }

  @AfterAll
  static void end() {
    dev.close();
    platform.close();
  }

  private static String only(String module) {
    return platform.engine().only(platform.name(), module);
  }

  private static void pause(String container) {
    platform.engine().client().pauseContainerCmd(container).exec();
  }

  private static void unpause(String container) {
    platform.engine().client().unpauseContainerCmd(container).exec();
  }

  private static void awaitObserved(String module, String word) {
    Api.soon().until(() -> dev.instance(module).observed().equals(word));
  }

  /** Longer than any other's timeout: whatever was to follow has followed when it is back. */
  private static void otherHangsAndIsBack() throws Exception {
    String before = only("other");
    platform.engine().freeze(before);
    Api.soon().until(() -> !only("other").equals(before));
    Api.soon().until(() -> dev.incidents("other").stream().allMatch(i -> i.closedAt() != null));
    assertThat(dev.incidents("other"))
        .allSatisfy(i -> assertThat(i.cause()).isEqualTo("silent"))
        .allSatisfy(i -> assertThat(i.outcome()).isEqualTo("recovered"));
  }

  @Test
  @DisplayName(
      "R38 docker pause is a wish, also over restarts of Rouse; a stopped process is a hang")
  void paused() throws Exception {
    Map<String, String> containers =
        Map.of("beating", only("beating"), "watched", only("watched"), "copied", only("copied"));
    containers.values().forEach(PauseIT::pause);
    containers.keySet().forEach(module -> awaitObserved(module, "paused"));
    otherHangsAndIsBack();

    dev.terminate();
    unpause(containers.get("beating"));
    unpause(containers.get("copied"));
    dev.start();
    awaitObserved("beating", "alive");
    awaitObserved("copied", "alive");
    assertThat(dev.instance("watched").observed()).isEqualTo("paused");
    unpause(containers.get("watched"));
    awaitObserved("watched", "alive");

    for (Map.Entry<String, String> each : containers.entrySet()) {
      assertThat(dev.incidents(each.getKey())).as(each.getKey()).isEmpty();
      assertThat(platform.containersOf(each.getKey())).containsExactly(each.getValue());
    }
  }

  @Test
  @DisplayName(
      "a container with copied labels is nobody's: its end is no incident, its life no cover")
  void copiedLabels() throws Exception {
    String real = only("copied");
    String copy = copyOf(real, "clone-of-" + platform.name());
    platform.engine().client().killContainerCmd(copy).exec();
    otherHangsAndIsBack();
    assertThat(dev.incidents("copied")).isEmpty();
    assertThat(dev.instance("copied").containerId()).isEqualTo(real);

    platform.engine().client().startContainerCmd(copy).exec();
    platform.engine().client().killContainerCmd(real).exec();
    Api.soon().until(() -> dev.incidents("copied").stream().anyMatch(i -> i.closedAt() != null));
    assertThat(dev.incidents("copied"))
        .singleElement()
        .satisfies(i -> assertThat(i.outcome()).isEqualTo("recovered"));
    String successor = dev.instance("copied").containerId();
    assertThat(successor).isNotIn(real, copy);
    Api.soon()
        .untilAsserted(
            () ->
                assertThat(platform.containersOf("copied"))
                    .containsExactlyInAnyOrder(successor, copy));
    assertThat(platform.engine().inspect(copy).getState().getRunning()).isTrue();
  }

  /** As somebody makes it who takes what docker inspect says. */
  private static String copyOf(String container, String name) {
    InspectContainerResponse original = platform.engine().inspect(container);
    String copy =
        platform
            .engine()
            .client()
            .createContainerCmd(platform.image())
            .withName(name)
            .withLabels(original.getConfig().getLabels())
            .withEnv(List.of(original.getConfig().getEnv()))
            .withHostConfig(
                HostConfig.newHostConfig()
                    .withNetworkMode(original.getHostConfig().getNetworkMode()))
            .exec()
            .getId();
    platform.engine().client().startContainerCmd(copy).exec();
    return copy;
  }
}
