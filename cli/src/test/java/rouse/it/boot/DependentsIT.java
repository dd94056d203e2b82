package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Decision;

/** Executor, engine, broker and streams app are real. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("B4 What depends on a module with restart: true is replaced when that was")
class DependentsIT {
  private static final String SERVICES =
      """
      db: { image: BEATER, environment: { COLOUR: red } }
      app:
        image: BEATER
        depends_on: { db: { condition: service_started, restart: true } }
      web:
        image: BEATER
        depends_on: { app: { condition: service_started, restart: true } }
      other: { image: BEATER, depends_on: [db] }
      """;
  private static Stage stage;
  private static Host host;

  @BeforeAll
  static void boot() throws Exception {
    stage = new Stage("dependents", SERVICES);
    host = stage.host("here").start();
    Stage.soon().until(() -> stage.status().phase().equals("alive"));
  }

  @AfterAll
  static void end() {
    host.close();
    stage.close();
  }

  private static Map<String, String> ids() {
    return stage.containers("app", "db", "other", "web");
  }

  private static void assertReplacedInOrder(Map<String, String> before) {
    Map<String, String> now = ids();
    assertThat(now.get("other")).isEqualTo(before.get("other"));
    for (String module : List.of("db", "app", "web")) {
      assertThat(now.get(module)).as(module).isNotEqualTo(before.get(module));
    }
    assertThat(stage.startOf("app")).isAfter(stage.startOf("db"));
    assertThat(stage.startOf("web")).isAfter(stage.startOf("app"));
  }

  @Test
  @Order(1)
  @DisplayName("R38 when it was killed: one after the other, once, and only what asks for it")
  void killed() throws Exception {
    Map<String, String> before = ids();
    stage.platform().engine().crash(before.get("db"));
    Stage.soon()
        .until(
            () ->
                stage.instance("web").incarnation() == 2
                    && stage.status().phase().equals("alive")
                    && stage.instance("web").ready());
    assertReplacedInOrder(before);
    assertThat(stage.log().decisions(Decision.IncidentOpened.class))
        .extracting(o -> o.instance().module())
        .containsExactly("db");
    assertThat(stage.log().decisions(Decision.CommandIssued.class))
        .extracting(c -> c.instance().module())
        .as("the boot, the recovery, and those that follow")
        .containsExactlyInAnyOrder("db", "app", "web", "other", "db", "app", "web");
  }

  @Test
  @Order(2)
  @DisplayName("R34 R37 when its definition changed: rouse up says so, and waits for all of them")
  void changed() throws Exception {
    Map<String, String> before = ids();
    stage.platform().write(SERVICES.replace("red", "blue"));
    Host.Ended ended = host.run("up");
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertThat(ended.said()).startsWith("replaces db, app, web\n");
    assertReplacedInOrder(before);
  }
}
