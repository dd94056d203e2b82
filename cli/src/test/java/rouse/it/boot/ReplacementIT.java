package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectVolumeResponse;
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
import rouse.contracts.event.Fact;

/**
 * A database notes in the volume of its image when it starts, and when it is told to stop. Its
 * image is built from the folder of the platform file. Executor, engine, broker and streams app are
 * real.
 */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("P4 P5 A replacement keeps what its owner would miss")
class ReplacementIT {
  private static final String SERVICES =
      """
      leader: { image: BEATER }
      db:
        build: .
        environment: { COLOUR: red }
        stop_grace_period: 60s
        depends_on: { leader: { condition: service_started, restart: true } }
      other: { image: BEATER, environment: { COLOUR: red } }
      """;
  private static final String EDITED =
      SERVICES.replace("BEATER, environment: { COLOUR: red", "BEATER, environment: { COLOUR: blue");
  private static final String IMAGE =
      """
      FROM rouse-it-NAME
      COPY db.sh /db.sh
      VOLUME /data
      CMD ["sh", "/db.sh"]
      """;
  private static final String DATABASE =
      """
      trap 'sleep 2; echo stopped >> /data/log; exit 0' TERM
      echo started >> /data/log
      cat /data/log
      while :; do sleep 0.1; done
      """;
  private static Stage stage;
  private static Host host;

  @BeforeAll
  static void boot() throws Exception {
    stage = new Stage("replacement", SERVICES);
    Path folder = stage.platform().file().getParent();
    Files.writeString(folder.resolve("Dockerfile"), IMAGE.replace("NAME", stage.name()));
    Files.writeString(folder.resolve("db.sh"), DATABASE);
    host = stage.host("here").start();
    Stage.soon().until(() -> stage.status().phase().equals("alive"));
  }

  @AfterAll
  static void end() throws Exception {
    host.run("down", "--volumes", "--confirm=" + stage.name());
    host.close();
    stage.platform().engine().sweep(stage.name(), stage.name() + "-db");
    stage.close();
  }

  /** Another container of it runs and was seen to live: what it found in its volume, and noted. */
  private static List<String> awaitAnother(String before) {
    return Stage.soon()
        .until(
            () ->
                stage.container("db").equals(before) || !stage.status().phase().equals("alive")
                    ? List.of()
                    : stage.platform().engine().log(stage.container("db")).lines().toList(),
            log -> !log.isEmpty());
  }

  private static Host.Ended up(String services) throws Exception {
    stage.platform().write(services);
    Host.Ended ended = host.run("up");
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    return ended;
  }

  @Test
  @Order(1)
  @DisplayName("R34 an edit beside it in its build context leaves it alone, and rouse up says why")
  void editedBeside() throws Exception {
    String before = stage.container("db");
    Host.Ended ended = up(EDITED);
    assertThat(ended.said())
        .contains("image " + stage.name() + "-db: rebuilt, same image")
        .contains("\nreplaces other\n");
    assertThat(stage.container("db")).isEqualTo(before);
    assertThat(up(EDITED).said()).startsWith("nothing has changed\n");
  }

  @Test
  @Order(2)
  @DisplayName("R38 docker kill: its successor has its data")
  void killed() {
    String before = stage.container("db");
    stage.platform().engine().client().killContainerCmd(before).exec();
    assertThat(awaitAnother(before)).containsExactly("started", "started");
  }

  @Test
  @Order(3)
  @DisplayName("R38 rouse restart: it is told to stop, and has the time for it")
  void restarted() throws Exception {
    String before = stage.container("db");
    Host.Ended ended = host.verb("restart", "db", "--platform", stage.name());
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertThat(awaitAnother(before)).containsExactly("started", "started", "stopped", "started");
  }

  @Test
  @Order(4)
  @DisplayName("R38 it follows another with restart: true")
  void follows() {
    String before = stage.container("db");
    stage.platform().engine().crash(stage.container("leader"));
    assertThat(awaitAnother(before)).endsWith("started", "stopped", "started").hasSize(6);
  }

  @Test
  @Order(5)
  @DisplayName("R34 a changed definition, and a changed image")
  void changed() throws Exception {
    String before = stage.container("db");
    String greener = EDITED.replace("{ COLOUR: red }", "{ COLOUR: green }");
    up(greener);
    assertThat(awaitAnother(before)).endsWith("started", "stopped", "started").hasSize(8);

    before = stage.container("db");
    Path script = stage.platform().file().resolveSibling("db.sh");
    Files.writeString(script, "# another\n" + DATABASE);
    Host.Ended ended = up(greener);
    assertThat(ended.said())
        .contains("image " + stage.name() + "-db: built anew")
        .contains("\nreplaces db\n");
    assertThat(awaitAnother(before)).endsWith("started", "stopped", "started").hasSize(10);
    assertThat(stage.log().facts(Fact.ContainerStoppedByOperator.class)).isEmpty();
    assertThat(stage.log().facts(Fact.CommandFailed.class)).isEmpty();
    assertThat(volumes()).hasSize(1);
  }

  private static List<InspectVolumeResponse> volumes() {
    List<InspectVolumeResponse> found =
        stage
            .platform()
            .engine()
            .client()
            .listVolumesCmd()
            .withFilter("label", List.of("rouse.platform=" + stage.name()))
            .exec()
            .getVolumes();
    return found == null ? List.of() : found;
  }

  @Test
  @Order(6)
  @DisplayName("R37 its volume goes with down --volumes, and not with down")
  void down() throws Exception {
    Host.Ended ended = host.run("down");
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertThat(stage.platform().engine().containers(stage.name())).isEmpty();
    assertThat(volumes()).hasSize(1);
    ended = host.run("down", "--volumes", "--confirm=" + stage.name());
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertThat(ended.said()).contains("removed 1 volumes without a name");
    assertThat(volumes()).isEmpty();
  }
}
