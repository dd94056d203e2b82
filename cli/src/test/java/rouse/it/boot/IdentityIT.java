package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Fact;
import rouse.it.TestPlatform;

/** An executor is a host and a platform, and there is one process of it. */
@TestMethodOrder(OrderAnnotation.class)
class IdentityIT {
  private static Stage stage;
  private static TestPlatform shop;
  private static Host first;
  private static Host second;

  @BeforeAll
  static void boot() throws Exception {
    stage = new Stage("identity", "web: { image: BEATER }\n");
    shop = TestPlatform.of("beside", "web: { image: BEATER }\n");
    first = stage.host("machine").start();
    second = stage.host(shop, "machine").start();
  }

  @AfterAll
  static void end() {
    first.close();
    second.close();
    shop.close();
    stage.close();
  }

  private static void awaitAlive(TestPlatform platform) {
    Stage.soon().until(() -> stage.status(platform.name()).phase().equals("alive"));
  }

  @Test
  @Order(1)
  @DisplayName("R18 executors of two platforms work side by side, and neither ends the other")
  void sideBySide() {
    awaitAlive(stage.platform());
    awaitAlive(shop);
    assertThat(List.of(first.said(), second.said()))
        .noneMatch(log -> log.contains("Fenced") || log.contains("fenced"));
  }

  @Test
  @Order(2)
  @DisplayName("R18 a second process at the same place is refused, and the first is named")
  void samePlace() throws Exception {
    Host.Ended ended = first.run("executor");
    assertThat(ended.exitCode()).as(ended.said()).isEqualTo(1);
    assertThat(ended.said())
        .contains("is executor machine/" + stage.name() + " already: process " + first.pid());
  }

  @Test
  @Order(3)
  @DisplayName("R18 a copy of the machine is refused, and the first is named")
  void copyOfTheMachine() throws Exception {
    Host.Ended ended = stage.host(stage.platform(), "machine", "copy").run("executor");
    assertThat(ended.exitCode()).as(ended.said()).isEqualTo(1);
    assertThat(ended.said())
        .contains("is executor machine/" + stage.name() + " already: process " + first.pid());
    assertThat(first.isRunning()).as(first::said).isTrue();
  }

  @Test
  @Order(4)
  @DisplayName(
      "R18 a killed executor is missed while that of another platform beats, and may return")
  void killed() throws Exception {
    first.kill();
    Stage.soon()
        .until(
            () ->
                stage.log().facts(Fact.HostSilent.class).stream()
                    .anyMatch(fact -> fact.platform().equals(stage.name())));
    assertThat(stage.log().facts(Fact.HostSilent.class))
        .noneMatch(fact -> fact.platform().equals(shop.name()));
    first.start();
    awaitAlive(stage.platform());
    assertThat(first.isRunning()).as(first::said).isTrue();
  }
}
