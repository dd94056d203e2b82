package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;

/** What an operator wants outlasts the executors, and a boot that is wished clears once. */
@TestMethodOrder(OrderAnnotation.class)
class IntentIT {
  private static final String SERVICES =
      """
      web: { image: BEATER }
      worker:
        image: BEATER
        deploy: { replicas: 2 }
        x-rouse: { kind: worker, scale: { min: 1, max: 3 } }
      """;
  private static MongoServer server;
  private static MongoClient mongo;
  private static Stage stage;
  private static Host host;

  @BeforeAll
  static void boot() throws Exception {
    server = new MongoServer(new MemoryBackend());
    mongo = MongoClients.create(server.bindAndGetConnectionString());
    stage = new Stage("intent", SERVICES);
    Path file = stage.platform().file();
    Files.writeString(
        file,
        Files.readString(file)
            + "x-rouse: { clear: { mongodb: { uri: \"mongodb://127.0.0.1:%d\", database: logs, collections: [log] } } }\n"
                .formatted(server.getLocalAddress().getPort()));
    log("of an earlier run");
    host = stage.host("here").start();
    awaitAlive();
  }

  @AfterAll
  static void end() {
    host.close();
    stage.close();
    mongo.close();
    server.shutdownNow();
  }

  private static void log(String line) {
    mongo.getDatabase("logs").getCollection("log").insertOne(new Document("line", line));
  }

  private static long logged() {
    return mongo.getDatabase("logs").getCollection("log").countDocuments();
  }

  private static void awaitAlive() {
    Stage.soon().until(() -> stage.status().phase().equals("alive"));
  }

  private static long workers() {
    return stage.platform().engine().running(stage.name(), "worker").size();
  }

  private static long declarations() {
    return stage.log().facts(Fact.PlatformDeclared.class).size();
  }

  /** Another executor at the same place. */
  private static void restart() throws Exception {
    long before = declarations();
    assertThat(host.stop()).as(host::said).isIn(0, 143);
    host.start();
    Stage.soon().until(() -> declarations() > before);
  }

  @Test
  @Order(1)
  @DisplayName("R30 a start clears nothing, on this host or on another")
  void startsClearNothing() throws Exception {
    restart();
    try (Host other = stage.host("there").start()) {
      Stage.soon().until(() -> stage.status().hosts().size() == 2);
      assertThat(other.isRunning()).as(other::said).isTrue();
    }
    assertThat(logged()).isOne();
    Host.Ended up = host.run("up");
    assertThat(up.exitCode()).as(up.said()).isZero();
    assertThat(logged()).as("wished, while it is up").isOne();
  }

  @Test
  @Order(2)
  @DisplayName("B6 R52 a number of workers that was wanted stays when the file is declared again")
  void scale() throws Exception {
    Host.Ended scaled = host.verb("scale", "worker", "1", "-p", stage.name());
    assertThat(scaled.exitCode()).as(scaled.said()).isZero();
    Stage.soon().until(() -> workers() == 1);
    restart();
    Host.Ended up = host.run("up");
    assertThat(up.exitCode()).as(up.said()).isZero();
    assertThat(up.said()).contains("nothing has changed");
    assertThat(workers()).isOne();
  }

  @Test
  @Order(3)
  @DisplayName("B6 R2 taken down from another shell, without the cluster named, it stays down")
  void down() throws Exception {
    Host.Ended down = host.withoutCluster().run("down");
    assertThat(down.exitCode()).as(down.said()).isZero();
    assertThat(stage.platform().engine().containers(stage.name())).isEmpty();
    Stage.soon().until(() -> stage.status().phase().equals("down"));
    assertThat(stage.log().facts(Fact.ContainerStoppedByOperator.class)).isEmpty();
    int planned = stage.log().decisions(Decision.PlatformPlanned.class).size();
    restart();
    Stage.soon()
        .until(() -> stage.log().decisions(Decision.PlatformPlanned.class).size() > planned);
    assertThat(stage.log().decisions(Decision.PlatformPlanned.class).getLast().start()).isEmpty();
    assertThat(stage.platform().engine().containers(stage.name())).isEmpty();
  }

  @Test
  @Order(4)
  @DisplayName("R2 R30 wished up it comes up, as many workers as wanted, and old logs are cleared")
  void up() throws Exception {
    Host.Ended up = host.withoutCluster().run("up");
    assertThat(up.exitCode()).as(up.said()).isZero();
    assertThat(up.said()).contains("starts web, worker").doesNotContain("held");
    assertThat(workers()).isOne();
    assertThat(logged()).isZero();
    assertThat(stage.log().decisions(Decision.BootDecided.class).getLast().clears()).isTrue();
  }
}
