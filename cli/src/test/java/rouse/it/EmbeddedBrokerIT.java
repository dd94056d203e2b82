package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;

class EmbeddedBrokerIT {
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @DisplayName("R33 what was acknowledged is there after the broker was stopped and started again")
  void keepsWhatItAcknowledged() throws Exception {
    try (var producer = cluster.producer()) {
      producer.send(new ProducerRecord<>("kept", "a".getBytes(UTF_8))).get(90, TimeUnit.SECONDS);
      cluster.stopBroker();
      cluster.startBroker();
      producer.send(new ProducerRecord<>("kept", "b".getBytes(UTF_8))).get(90, TimeUnit.SECONDS);
    }
    assertThat(cluster.read("kept"))
        .extracting(record -> new String(record.value(), UTF_8))
        .containsExactly("a", "b");
  }

  @Test
  @DisplayName("Rouse's topics can be made as the catalogue says, and no beat makes one by itself")
  void ownTopicsAreReserved() throws Exception {
    Topics topics = new Topics(name -> "reserved-" + name);
    try (Admin admin = cluster.admin();
        var producer = cluster.producer(Duration.ofSeconds(5))) {
      var early = new ProducerRecord<byte[], byte[]>(topics.facts().name(), new byte[1]);
      assertThat(producer.send(early)).failsWithin(Duration.ofSeconds(90));
      new TopicSetup(admin).ensure(topics.all());
      new TopicSetup(admin).ensure(topics.all());
      assertThat(admin.listTopics().names().get(90, TimeUnit.SECONDS))
          .contains(topics.facts().name());
    }
  }

  @Test
  @DisplayName("A dead letter may be as large as the catalogue says, an input no larger than usual")
  void deadLettersHaveRoom() throws Exception {
    Topics topics = new Topics(name -> "large-" + name);
    byte[] large = new byte[Topics.LARGEST_RECORD - 1024];
    try (Admin admin = cluster.admin();
        var producer = cluster.producer()) {
      new TopicSetup(admin).ensure(topics.all());
      producer
          .send(new ProducerRecord<>(topics.deadLetters().name(), large))
          .get(90, TimeUnit.SECONDS);
      assertThat(producer.send(new ProducerRecord<>(topics.actionRequests().name(), large)))
          .failsWithin(Duration.ofSeconds(90))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(RecordTooLargeException.class);
    }
    assertThat(Map.of("read back", cluster.read(topics.deadLetters().name()).size()))
        .containsEntry("read back", 1);
  }
}
