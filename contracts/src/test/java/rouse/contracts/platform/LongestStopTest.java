package rouse.contracts.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LongestStopTest {
  private static ModuleSpec module(String name, int replicas, int graceSeconds, String... needs) {
    return new ModuleSpec(
        name,
        null,
        null,
        replicas,
        null,
        null,
        Stream.of(needs).map(Dependency::on).toList(),
        null,
        null,
        null,
        false,
        false,
        Duration.ofSeconds(graceSeconds));
  }

  @Test
  @DisplayName("the graces of those that stop one after the other add up, those beside them do not")
  void longestChain() {
    PlatformSpec platform =
        new PlatformSpec(
            "shop",
            List.of(
                module("web", 3, 5, "app", "absent"),
                module("app", 1, 60, "db", "cache"),
                module("db", 1, 20),
                module("cache", 1, 30),
                module("beside", 1, 100)),
            List.of());
    assertThat(platform.longestStop()).isEqualTo(Duration.ofSeconds(15 + 60 + 30));
    assertThat(new PlatformSpec("shop", List.of(), List.of()).longestStop()).isZero();
  }
}
