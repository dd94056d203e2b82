package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

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
@DisplayName("P3 A changed module is updated in turn, and rolled back when it does not come alive")
class UpdateIT {
  private static final String SERVICES =
      """
      app: { image: BEATER, environment: { COLOUR: red } }
      """;
  private static Stage stage;
  private static Host host;

  @BeforeAll
  static void boot() throws Exception {
    stage = new Stage("update", SERVICES);
    host = stage.host("here").start();
    Stage.soon().until(() -> stage.status().phase().equals("alive"));
  }

  @AfterAll
  static void end() {
    host.close();
    stage.close();
  }

  @Test
  @Order(1)
  @DisplayName("a single module whose new definition ends gets the earlier one back")
  void singleRolledBack() throws Exception {
    String before = stage.instance("app").containerId();
    stage
        .platform()
        .write(
            "app: { image: BEATER, environment: { COLOUR: blue },"
                + " entrypoint: [sh, -c, 'echo no such colour: blue; exit 3'] }");
    Host.Ended ended = host.run("up");
    assertThat(ended.exitCode()).as(ended.said()).isEqualTo(1);
    assertThat(ended.said()).contains("rolled back").contains("exit code 3");
    assertThat(stage.status().phase()).isEqualTo("alive");
    assertThat(stage.instance("app").containerId()).isNotEqualTo(before);
    assertThat(stage.log().decisions(Decision.UpdateRolledBack.class)).hasSize(1);
  }
}
