package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;

/** Executor, engine, broker and streams app are real. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("P3 A changed module is updated in turn, and rolled back when it does not come alive")
class UpdateIT {
  private static final String SERVICES =
      """
      app: { image: BEATER, environment: { COLOUR: red } }
      w:
        image: BEATER
        environment: { COLOUR: red }
        deploy: { replicas: 4, update_config: { order: ORDER } }
        x-rouse: { update: { monitor: 20s } }
      """;
  private static Stage stage;
  private static Host host;

  @BeforeAll
  static void boot() throws Exception {
    stage = new Stage("update", inOrder("stop-first"));
    host = stage.host("here").start();
    Stage.soon().until(() -> stage.status().phase().equals("alive"));
  }

  @AfterAll
  static void end() {
    host.close();
    stage.close();
  }

  private static String inOrder(String order) {
    return SERVICES.replace("ORDER", order);
  }

  /** Of the running workers, by slot: which definition they were made from. */
  private static Map<String, String> definitions() {
    Map<String, String> bySlot = new TreeMap<>();
    stage
        .platform()
        .engine()
        .running(stage.name(), "w")
        .forEach(
            c ->
                bySlot.put(c.getLabels().get("rouse.slot"), c.getLabels().get("rouse.definition")));
    return bySlot;
  }

  @Test
  @Order(1)
  @DisplayName("a single module whose new definition ends gets the earlier one back")
  void singleRolledBack() throws Exception {
    String before = stage.instance("app").containerId();
    stage
        .platform()
        .write(
            inOrder("stop-first")
                .replaceFirst(
                    "COLOUR: red }",
                    "COLOUR: blue, API_TOKEN: hush-hush },"
                        + " entrypoint: [sh, -c, 'echo no colour blue with hush-hush; exit 3']"));
    Host.Ended ended = host.run("up");
    assertThat(ended.exitCode()).as(ended.said()).isEqualTo(1);
    assertThat(ended.said())
        .contains("rolled back")
        .contains("exit code 3")
        .contains("  no colour blue with ***");
    assertThat(stage.status().phase()).isEqualTo("alive");
    assertThat(stage.instance("app").containerId()).isNotEqualTo(before);
    assertThat(stage.log().decisions(Decision.UpdateRolledBack.class)).hasSize(1);
  }

  @Test
  @Order(2)
  @DisplayName("four workers take a changed definition one by one; three serve all the time")
  void inTurn() throws Exception {
    Map<String, String> before = definitions();
    stage.platform().write(inOrder("stop-first").replace("COLOUR: red", "COLOUR: green"));
    Host.Ended ended = host.run("up");
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertThat(definitions())
        .hasSize(4)
        .allSatisfy((s, d) -> assertThat(before).doesNotContainValue(d));
    List<Integer> slots =
        stage.log().decisions(Decision.CommandIssued.class).stream()
            .filter(c -> c.instance().module().equals("w"))
            .filter(c -> c.command() instanceof Command.Replace)
            .map(c -> c.instance().slot())
            .toList();
    assertThat(slots).containsExactly(1, 2, 3, 4);
  }

  @Test
  @Order(3)
  @DisplayName("start-first: one that never gets healthy is taken away, and nobody else is touched")
  void neverHealthy() throws Exception {
    Map<String, String> before = definitions();
    stage
        .platform()
        .write(
            inOrder("start-first")
                .replace("COLOUR: red", "COLOUR: green")
                .replace(
                    "  x-rouse: {",
                    "  entrypoint: [sh, -c, 'echo cannot reach db; sleep 1000']\n"
                        + "  healthcheck: { test: [CMD, 'false'], interval: 1s, retries: 2 }\n"
                        + "  x-rouse: {"));
    Host.Ended ended = host.run("up");
    assertThat(ended.exitCode()).as(ended.said()).isEqualTo(1);
    assertThat(ended.said()).contains("unhealthy").contains("  cannot reach db");
    Stage.soon().untilAsserted(() -> assertThat(definitions()).isEqualTo(before));
    assertThat(stage.status().attention())
        .anySatisfy(line -> assertThat(line).startsWith("w is rolled back to definition"));
  }
}
