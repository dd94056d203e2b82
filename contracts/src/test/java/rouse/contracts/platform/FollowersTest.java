package rouse.contracts.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.Dependency.Condition;
import rouse.contracts.platform.RecoveryPolicy.Strategy;

@DisplayName("Who is replaced when another was")
class FollowersTest {

  private static Dependency restart(String module) {
    return new Dependency(module, Condition.SERVICE_STARTED, true, true);
  }

  private static ModuleSpec one(String name, Dependency... dependencies) {
    return module(name, Strategy.ONE, dependencies);
  }

  private static ModuleSpec leader(String name, Dependency... dependencies) {
    return module(name, Strategy.DEPENDENTS, dependencies);
  }

  private static ModuleSpec module(String name, Strategy strategy, Dependency... dependencies) {
    return new ModuleSpec(
        name,
        null,
        null,
        1,
        null,
        new RecoveryPolicy(strategy, 0, null, null),
        Arrays.asList(dependencies),
        null,
        null,
        null,
        false,
        false,
        null);
  }

  @Test
  @DisplayName(
      "with restart: true over that edge alone; what follows next does so when that was replaced")
  void edges() {
    Followers followers =
        new Followers(
            List.of(
                one("a"),
                one("b", restart("a")),
                one("c", restart("b")),
                one("d", Dependency.on("c")),
                one("e", Dependency.on("a"))));
    assertThat(followers.of("a")).containsExactly("b");
    assertThat(followers.of("b")).containsExactly("c");
    assertThat(followers.of("c")).isEmpty();
    assertThat(followers.of("nobody")).isEmpty();
  }

  @Test
  @DisplayName("with strategy: dependents all, also through others; none beside it or before it")
  void strategy() {
    Followers followers =
        new Followers(
            List.of(
                one("zero"),
                leader("a", Dependency.on("zero")),
                one("b", Dependency.on("a")),
                one("c", Dependency.on("b")),
                one("beside", Dependency.on("zero"))));
    assertThat(followers.of("a")).containsExactlyInAnyOrder("b", "c");
    assertThat(followers.of("b")).isEmpty();
    assertThat(followers.of("zero")).isEmpty();
  }
}
