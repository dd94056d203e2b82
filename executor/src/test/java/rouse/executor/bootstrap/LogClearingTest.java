package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.executor.compose.model.ClearSpec;

class LogClearingTest {
  private MongoServer server;
  private String uri;
  private MongoClient client;
  private final RecordedProgress progress = new RecordedProgress();

  @BeforeEach
  void start() {
    server = new MongoServer(new MemoryBackend());
    uri = server.bindAndGetConnectionString();
    client = MongoClients.create(uri);
  }

  @AfterEach
  void stop() {
    client.close();
    server.shutdownNow();
  }

  private void seed(String database, String collection, int documents) {
    for (int i = 0; i < documents; i++) {
      client.getDatabase(database).getCollection(collection).insertOne(new Document("n", i));
    }
  }

  private long count(String database, String collection) {
    return client.getDatabase(database).getCollection(collection).countDocuments();
  }

  @Test
  @DisplayName("R30 earlier logs are deleted and counted; other collections and databases stay")
  void clear() {
    seed("IAS_test_1", "deployer_logs", 3);
    seed("IAS_test_1", "host_log", 2);
    seed("IAS_test_1", "users", 4);
    seed("other", "host_log", 5);

    var deleted =
        new LogClearing(progress)
            .clear(
                new ClearSpec(
                    uri, "IAS_test_1", List.of("deployer_logs", "host_log", "never_written")));

    assertThat(deleted)
        .containsExactly(
            java.util.Map.entry("deployer_logs", 3L),
            java.util.Map.entry("host_log", 2L),
            java.util.Map.entry("never_written", 0L));
    assertThat(count("IAS_test_1", "deployer_logs")).isZero();
    assertThat(count("IAS_test_1", "host_log")).isZero();
    assertThat(count("IAS_test_1", "users")).isEqualTo(4);
    assertThat(count("other", "host_log")).isEqualTo(5);
    assertThat(progress.lines).last().asString().contains("5 documents deleted");
  }

  @Test
  @DisplayName("R30 a database that does not answer is named, without the password")
  void unreachable() throws IOException {
    // Taken, so that nobody else comes to listen there, and not listened at.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      String withPassword =
          "mongodb://someone:hidden@127.0.0.1:%d/?serverSelectionTimeoutMS=500"
              .formatted(taken.getLocalPort());
      assertThatThrownBy(
              () ->
                  new LogClearing(progress)
                      .clear(new ClearSpec(withPassword, "IAS_test_1", List.of("host_log"))))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("/IAS_test_1 cannot be cleared")
          .hasMessageNotContaining("hidden")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
  }
}
