package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Notification;
import rouse.contracts.topic.Topics;

/** Two executors with one file boot one platform together; one of them falls silent. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("A platform on two hosts")
class TwoHostsIT {
  private static final String SERVICES =
      """
      left: { image: BEATER, x-rouse: { host: left-host } }
      right: { image: BEATER, depends_on: [left], x-rouse: { host: right-host } }
      last: { image: BEATER, depends_on: [right], x-rouse: { host: left-host } }
      """;
  private static final List<String> MODULES = List.of("left", "right", "last");
  private static Stage stage;
  private static Host left;
  private static Host right;

  @BeforeAll
  static void boot() throws Exception {
    stage = new Stage("hosts", SERVICES, "notify.group-wait", "1s");
    Path file = stage.platform().file();
    Files.writeString(file, Files.readString(file) + "x-rouse: { notify: [ops@example.org] }\n");
    left = stage.host("left-host").start();
    right = stage.host("right-host").start();
    awaitAlive();
  }

  @AfterAll
  static void end() {
    left.close();
    right.close();
    stage.close();
  }

  private static void awaitAlive() {
    Stage.soon()
        .until(
            () -> {
              for (String module : MODULES) {
                if (!"alive".equals(stage.observed(module))) {
                  return false;
                }
              }
              return true;
            });
  }

  private static List<String> containers() {
    return MODULES.stream().map(stage::container).toList();
  }

  private static List<String> mails(boolean resolved) {
    return stage.cluster().read(Topics.withDefaultNames().notifications()).stream()
        .map(record -> record.value().body())
        .filter(mail -> mail.resolved() == resolved)
        .map(Notification::text)
        .toList();
  }

  @Test
  @Order(1)
  @DisplayName("R2 R29 both boot it together, in its order, each only its own modules")
  void together() {
    MODULES.forEach(
        module -> assertThat(stage.platform().engine().running(stage.name(), module)).hasSize(1));
    assertThat(stage.log().facts(Fact.CommandSucceeded.class))
        .extracting(done -> done.instance().module() + " at " + done.host())
        .containsExactly("left at left-host", "right at right-host", "last at left-host");
    assertThat(stage.log().decisions(Decision.IncidentOpened.class)).isEmpty();
  }

  @Test
  @Order(2)
  @DisplayName("R18 a silent executor: its modules are unknown and not dead, one notification")
  void silent() throws Exception {
    List<String> before = containers();
    int commands = commands();
    right.kill();
    Stage.soon().until(() -> "host right-host is silent".equals(stage.instance("right").reason()));
    assertThat(stage.observed("right")).isEqualTo("unknown");
    assertThat(stage.log().facts(Fact.HostSilent.class))
        .extracting(fact -> fact.host().id())
        .containsExactly("right-host");
    assertThat(stage.observed("left")).isEqualTo("alive");
    assertThat(stage.observed("last")).isEqualTo("alive");
    Stage.soon().until(() -> !mails(false).isEmpty());

    right.start();
    awaitAlive();
    Stage.soon().until(() -> !mails(true).isEmpty());
    assertThat(mails(false)).hasSize(1).first().asString().contains("right-host is silent");
    assertThat(mails(true)).hasSize(1).first().asString().contains("right-host is heard again");
    assertThat(containers()).isEqualTo(before);
    assertThat(commands()).isEqualTo(commands);
    assertThat(stage.log().decisions(Decision.IncidentOpened.class)).isEmpty();
  }

  private static int commands() {
    return (int)
        stage.log().decisions(Decision.CommandIssued.class).stream()
            .map(Decision.CommandIssued::command)
            .filter(command -> !(command instanceof Command.Retire))
            .count();
  }
}
