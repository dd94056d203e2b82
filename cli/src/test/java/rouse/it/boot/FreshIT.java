package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.it.TestCluster;
import rouse.it.TestPlatform;
import rouse.it.TopicReader;

/** {@code --fresh}: an executor that forgets the runs before it. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("rouse executor --fresh")
class FreshIT {
  private static final String DATABASE = "IAS_test_1";
  private static final String STATE = "rouse-decide-platforms-changelog";
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static TestCluster cluster;
  private static TestPlatform platform;
  private static MongoServer server;
  private static MongoClient mongo;

  @BeforeAll
  static void open() throws Exception {
    platform = TestPlatform.of("fresh", "web: { image: BEATER }\n");
    cluster = TestCluster.start();
    server = new MongoServer(new MemoryBackend());
    mongo = MongoClients.create(server.bindAndGetConnectionString());
    seed("deployer_logs", 3);
    seed("host_log", 2);
    seed("users", 4);
    try (var admin = cluster.admin()) {
      new TopicSetup(admin).ensure(TOPICS.all());
      admin
          .createTopics(List.of(new NewTopic(STATE, Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
    try (var producer = cluster.producer()) {
      for (String topic : List.of(TOPICS.facts().name(), TOPICS.originalHeartbeats().name())) {
        producer.send(new ProducerRecord<>(topic, "of an earlier run".getBytes())).get();
      }
    }
  }

  @AfterAll
  static void close() {
    mongo.close();
    server.shutdownNow();
    platform.close();
    cluster.close();
  }

  private static void seed(String collection, int documents) {
    for (int i = 0; i < documents; i++) {
      mongo.getDatabase(DATABASE).getCollection(collection).insertOne(new Document("n", i));
    }
  }

  private static long count(String collection) {
    return mongo.getDatabase(DATABASE).getCollection(collection).countDocuments();
  }

  private static void clears(String uri) throws IOException {
    platform.write("web: { image: BEATER }\n");
    Path file = platform.file();
    Files.writeString(
        file,
        Files.readString(file)
            + "x-rouse: { clear: { mongodb: { uri: \"%s\", database: %s, collections: [deployer_logs, host_log] } } }\n"
                .formatted(uri, DATABASE));
  }

  private static Host host(String name) {
    return new Host(
        platform.file(), cluster.folder(name), "host=" + name, "kafka=" + cluster.bootstrap());
  }

  /** Nothing that was read before counts, since it may have been cleared away. */
  private static TopicReader anew() {
    return new TopicReader(cluster.bootstrap());
  }

  private static int records(String topic) {
    return anew().read(topic).size();
  }

  @Test
  @Order(1)
  @DisplayName("R30 a database that does not answer is named, and nothing was started or deleted")
  void unreachable() throws Exception {
    clears("mongodb://127.0.0.1:" + Host.freePort() + "/?serverSelectionTimeoutMS=500");
    Host.Ended ended = host("a").run("executor", "--fresh");
    assertThat(ended.exitCode()).as(ended.said()).isEqualTo(1);
    assertThat(ended.said()).contains("/" + DATABASE + " cannot be cleared");
    assertThat(platform.engine().containers(platform.name())).isEmpty();
    assertThat(platform.engine().networks(platform.name())).isEmpty();
    assertThat(records(TOPICS.facts().name())).isOne();
  }

  @Test
  @Order(2)
  @DisplayName("without it the topics keep what they hold")
  void notAsked() throws Exception {
    platform.write("web: { image: BEATER }\n");
    try (Host host = host("b").start()) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .ignoreExceptions()
          .until(() -> records(TOPICS.facts().name()) > 1);
      // One that is killed leaves its groups a member for a while, and is taken to be at work.
      assertThat(host.stop()).as(host::said).isIn(0, 143);
    }
    assertThat(count("deployer_logs")).isEqualTo(3);
  }

  @Test
  @Order(3)
  @DisplayName("R30 clears the named collections, says how many, and Rouse's topics; others stay")
  void fresh() throws Exception {
    clears(uri());
    try (Host host = host("c").start("--fresh")) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .failFast(() -> assertThat(host.isRunning()).as(host::said).isTrue())
          .until(() -> host.said().contains("topics of Rouse:"));
      assertThat(host.said()).contains("5 documents deleted {deployer_logs=3, host_log=2}");
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .ignoreExceptions()
          .until(() -> anew().read(TOPICS.facts()).size() > 0);
    }
    assertThat(count("deployer_logs")).isZero();
    assertThat(count("host_log")).isZero();
    assertThat(count("users")).isEqualTo(4);
    assertThat(anew().read(TOPICS.facts().name()))
        .noneMatch(record -> new String(record.value()).equals("of an earlier run"));
    assertThat(records(TOPICS.originalHeartbeats().name())).isOne();
    try (var admin = cluster.admin()) {
      assertThat(admin.listTopics().names().get()).doesNotContain(STATE);
    }
  }

  private static String uri() {
    return "mongodb://127.0.0.1:" + server.getLocalAddress().getPort();
  }

  @Test
  @Order(4)
  @DisplayName("refuses while something of the platform runs")
  void runs() throws Exception {
    String id =
        platform
            .engine()
            .client()
            .createContainerCmd(platform.image())
            .withName(platform.name() + "-web-1")
            .withLabels(
                Map.of(
                    "rouse.platform", platform.name(),
                    "rouse.module", "web",
                    "rouse.slot", "1",
                    "rouse.incarnation", "1"))
            .exec()
            .getId();
    platform.engine().client().startContainerCmd(id).exec();
    Host.Ended ended = host("d").run("executor", "--fresh");
    assertThat(ended.exitCode()).as(ended.said()).isEqualTo(1);
    assertThat(ended.said()).contains("runs, and --fresh is for one that does not");
    assertThat(platform.engine().inspect(id).getState().getRunning()).isTrue();
  }
}
