package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.TopicMismatch;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;

/** Creation and verification of topics on a real broker. */
class TopicSetupIT {
  private static TestCluster cluster;
  private static Admin admin;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
    admin = cluster.admin();
  }

  @AfterAll
  static void stop() {
    admin.close();
    cluster.close();
  }

  private static Topics prefixed(String prefix) {
    return new Topics(name -> prefix + name);
  }

  @Test
  @DisplayName("what is missing is created as the catalogue says, and a second look is content")
  void createsAndVerifies() throws Exception {
    Topics topics = prefixed("a.");
    new TopicSetup(admin).ensure(topics.all());
    for (Topic<?, ?> topic : topics.all()) {
      assertThat(partitionsOf(topic.name())).as(topic.name()).isEqualTo(topic.partitions());
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
      var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      topic
          .settings()
          .forEach(
              (name, value) ->
                  assertThat(config.get(name).value())
                      .as(topic.name() + " " + name)
                      .isEqualTo(value));
    }
    assertThatCode(() -> new TopicSetup(admin).ensure(topics.all())).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("a topic of ours with other settings is refused, each difference by its name")
  void refusesOthers() throws Exception {
    Topics topics = prefixed("b.");
    String facts = topics.facts().name();
    String heartbeats = topics.heartbeats().name();
    create(
        new NewTopic(facts, Optional.of(2), Optional.empty())
            .configs(Map.of("retention.ms", "1000")));
    create(
        new NewTopic(heartbeats, Optional.of(4), Optional.empty())
            .configs(Map.of("message.timestamp.type", "CreateTime")));
    assertThatThrownBy(() -> new TopicSetup(admin).ensure(topics.all()))
        .isInstanceOf(TopicMismatch.class)
        .hasMessageContaining("topic b.rouse.facts has partitions 2 and must have 4")
        .hasMessageContaining("topic b.rouse.facts has retention.ms 1000 and must have 2592000000")
        .hasMessageContaining("topic b.rouse.facts has message.timestamp.type CreateTime")
        .hasMessageContaining("topic b.rouse.heartbeats has message.timestamp.type CreateTime")
        .hasMessageContaining("topic.prefix");
  }

  @Test
  @DisplayName("a topic of ours that keeps its records longer, or for ever, is taken as it is")
  void takesLongerRetention() throws Exception {
    Topics topics = prefixed("d.");
    Map<String, String> facts = new HashMap<>(topics.facts().settings());
    facts.put("retention.ms", "31536000000");
    Map<String, String> letters = new HashMap<>(topics.deadLetters().settings());
    letters.put("retention.ms", "-1");
    letters.compute("max.message.bytes", (name, bytes) -> "1" + bytes);
    create(new NewTopic(topics.facts().name(), Optional.of(4), Optional.empty()).configs(facts));
    create(
        new NewTopic(topics.deadLetters().name(), Optional.of(1), Optional.empty())
            .configs(letters));
    assertThatCode(() -> new TopicSetup(admin).ensure(topics.all())).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("topics of the original platform are taken as found")
  void takesForeignTopicsAsFound() throws Exception {
    Topics topics = prefixed("c.");
    create(new NewTopic(topics.actionRequests().name(), Optional.of(1), Optional.empty()));
    new TopicSetup(admin).ensure(topics.all());
    assertThat(partitionsOf(topics.actionRequests().name())).isEqualTo(1);
  }

  private static void create(NewTopic topic) throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(topic)).all().get();
  }

  private static int partitionsOf(String topic) throws ExecutionException, InterruptedException {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .size();
  }
}
