package rouse.it.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.topic.Topics;
import rouse.it.DevProcess;
import rouse.it.EventLog;
import rouse.it.TopicReader;

/** One guard with {@code --all}; its owner's labels say what is special about a container. */
@DisplayName("rouse guard --all, and the labels that tune it")
class GuardLabelsIT {
  private static GuardStage stage;
  private static ComposeProject project;
  private static DevProcess guard;

  @BeforeAll
  static void start() {
    stage = new GuardStage("labelled", "--all", "--set", "notify.group-wait=1s");
    project = stage.project();
    guard = stage.guard();
  }

  @AfterAll
  static void end() {
    stage.close();
  }

  @Test
  @DisplayName("R1 with --all, a container that belongs to no project is healed in place as well")
  void ofNoProject() throws Exception {
    String name = "loose-" + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 20), 36);
    String id =
        stage
            .engine()
            .client()
            .createContainerCmd(project.image())
            .withName(name)
            .withCmd("sh", "-c", "sleep 10000")
            .exec()
            .getId();
    try {
      stage.engine().client().startContainerCmd(id).exec();
      GuardStage.soon().until(() -> observed(name).equals("alive"));
      Instant before = Instant.now();
      stage.engine().crash(id);
      GuardStage.soon().until(() -> project.runs(id) && observed(name).equals("alive"));
      assertThat(project.starts(id, before)).isEqualTo(1);
    } finally {
      stage.engine().client().removeContainerCmd(id).withForce(true).exec();
    }
  }

  private static String observed(String name) throws Exception {
    return guard.statusOf("containers").modules().stream()
        .filter(m -> m.module().equals(name))
        .flatMap(m -> m.instances().stream())
        .findFirst()
        .orElseThrow()
        .observed();
  }

  @Test
  @DisplayName("R38 rouse.strategy=dependents restarts those that depend on it, in order")
  void strategy() throws Exception {
    String db = project.start("db", s -> s.label("rouse.strategy", "dependents"));
    String app = project.start("app", s -> s.dependsOn("db:service_started:false"));
    stage.awaitObserved("db", "alive");
    stage.awaitObserved("app", "alive");
    Instant before = Instant.now();
    stage.engine().crash(db);
    stage.awaitHealed("db");
    GuardStage.soon().until(() -> project.startOf(app).isAfter(before));
    assertThat(project.startOf(app)).isAfter(project.startOf(db));
    assertThat(project.starts(app, before)).isEqualTo(1);
  }

  @Test
  @DisplayName("rouse.attempts sets one aside that dies each time, and rouse.notify says who hears")
  void attempts() throws Exception {
    String id =
        project.start(
            "flaps",
            s ->
                s.command("test ! -e /tmp/ran || exit 3; touch /tmp/ran; sleep 10000")
                    .label("rouse.attempts", "2")
                    .label("rouse.trial", "1h")
                    .label("rouse.timeout", "soon")
                    .label("rouse.notify", "ops@example.org"));
    stage.awaitObserved("flaps", "alive");
    stage.engine().crash(id);
    EventLog log = new EventLog(guard.kafka());
    GuardStage.soon().until(() -> !log.decisions(Decision.Quarantined.class).isEmpty());
    assertThat(log.decisions(Decision.Quarantined.class))
        .singleElement()
        .satisfies(set -> assertThat(set.attempts()).isEqualTo(2));
    GuardStage.soon().until(() -> !setAside().isEmpty());
    assertThat(setAside()).containsExactly("ops@example.org");
    assertThat(guard.log()).contains("label rouse.timeout is ignored");
  }

  /** Who was told that it does not come back. */
  private static List<String> setAside() throws Exception {
    return new TopicReader(guard.kafka())
        .read(Topics.withDefaultNames().notifications()).stream()
            .filter(told -> told.value().body().toString().contains("2 attempts"))
            .map(ConsumerRecord::key)
            .toList();
  }
}
