package rouse.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rouse.contracts.platform.InstanceId;

@DisplayName("Which containers a guard looks after")
class GuardScopeTest {
  private static final GuardScope EVERY_PROJECT = new GuardScope(Set.of(), false);

  private static Map<String, String> compose(String... more) {
    Map<String, String> labels =
        new HashMap<>(
            Map.of(
                "com.docker.compose.project", "shop",
                "com.docker.compose.service", "web",
                "com.docker.compose.container-number", "2",
                "com.docker.compose.oneoff", "False"));
    for (int i = 0; i < more.length; i += 2) {
      labels.put(more[i], more[i + 1]);
    }
    return labels;
  }

  @Test
  @DisplayName("a service's container fills the slot that Compose numbered")
  void ofProject() {
    assertThat(EVERY_PROJECT.slotOf("shop-web-2", compose()))
        .contains(new InstanceId("shop", "web", 2));
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "com.docker.compose.oneoff, True",
    "com.docker.swarm.task.id, x",
    "com.docker.swarm.service.id, x",
    "io.kubernetes.pod.name, x",
    "rouse.platform, shop",
    "rouse.enable, false",
    "rouse.enable, False",
    "com.docker.compose.container-number, many",
    "com.docker.compose.container-number, 0"
  })
  @DisplayName("what another tool or nobody starts again is left alone")
  void leftAlone(String label, String value) {
    assertThat(EVERY_PROJECT.slotOf("shop-web-2", compose(label, value))).isEmpty();
  }

  @Test
  @DisplayName("--project takes these projects alone")
  void someProjects() {
    assertThat(new GuardScope(Set.of("shop"), false).slotOf("x", compose())).isPresent();
    assertThat(new GuardScope(Set.of("other"), false).slotOf("x", compose())).isEmpty();
  }

  @Test
  @DisplayName("a container of no project counts with --all or rouse.enable=true, by its name")
  void ofNoProject() {
    Optional<InstanceId> slot = Optional.of(new InstanceId(GuardScope.OF_NO_PROJECT, "redis", 1));
    assertThat(EVERY_PROJECT.slotOf("redis", Map.of())).isEmpty();
    assertThat(new GuardScope(Set.of(), true).slotOf("redis", Map.of())).isEqualTo(slot);
    assertThat(EVERY_PROJECT.slotOf("redis", Map.of("rouse.enable", "true"))).isEqualTo(slot);
  }
}
