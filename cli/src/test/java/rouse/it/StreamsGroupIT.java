package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.topic.Topics;
import rouse.streams.clock.TrackedReads;
import rouse.streams.outlet.StreamsClients;

@DisplayName("Two instances of the streams app with a real broker")
class StreamsGroupIT {
  private static final Duration SOON = Duration.ofMinutes(3);

  /** Longer than any wait here. */
  private static final Duration SESSION = Duration.ofMinutes(20);

  private static final List<String> PLATFORMS =
      IntStream.rangeClosed(1, 8).mapToObj(i -> "platform-" + i).toList();
  private StreamsApps apps;

  @BeforeEach
  void start() {
    apps = new StreamsApps();
  }

  @AfterEach
  void stop() {
    apps.close();
  }

  @Test
  @DisplayName(
      "R20 each answers for all platforms, wherever they are, and alone when the other left")
  void eachAnswersForAll() throws Exception {
    Api first = apps.start("first");
    Api second = apps.start("second");
    await().atMost(SOON).until(() -> first.isReady() && second.isReady());

    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(300))
        .until(() -> allAlive(first, second) && bothOwnSomething(first, second));
    for (String platform : PLATFORMS) {
      JsonNode one = awaitWatched(first, platform);
      JsonNode other = awaitWatched(second, platform);
      assertThat(one.at("/modules/0/module").textValue()).isEqualTo("porter");
      assertThat(other.get("modules").findValuesAsText("incarnation"))
          .isEqualTo(one.get("modules").findValuesAsText("incarnation"));
      assertThat(answersToEachOther(platform, first, second)).containsExactlyInAnyOrder(200, 503);
    }

    apps.closeFirst();
    await().atMost(SOON).pollInterval(Duration.ofMillis(300)).until(() -> allAlive(second));
  }

  @Test
  @DisplayName("B1 a consumer whose thread is replaced leaves its group, also when told to stay")
  void leavesItsGroup() throws Exception {
    Topics topics = Topics.withDefaultNames();
    try (Admin admin = apps.cluster().admin()) {
      admin.createTopics(List.of(new NewTopic("read", 1, (short) 1))).all().get();
      Map<String, Object> config = new HashMap<>();
      config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, apps.cluster().bootstrap());
      config.put(ConsumerConfig.GROUP_ID_CONFIG, "threads");
      config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
      var consumer = new StreamsClients(new TrackedReads(topics.heartbeats())).getConsumer(config);
      consumer.subscribe(List.of("read"));
      await()
          .atMost(SOON)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100));
                return !consumer.assignment().isEmpty();
              });
      consumer.close(
          CloseOptions.groupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP));
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(
                          admin
                              .describeConsumerGroups(List.of("threads"))
                              .describedGroups()
                              .get("threads")
                              .get()
                              .members())
                      .isEmpty());
    }
  }

  /** The observer is blind for a moment whenever the machine had no second for its ticks. */
  private static JsonNode awaitWatched(Api asked, String platform) {
    return await()
        .atMost(SOON)
        .until(
            () -> asked.json("/api/platforms/" + platform),
            status -> status.at("/observer/state").asText().equals("watching"));
  }

  /** Beats once for all, and says whether each of those asked tells of all that they live. */
  private boolean allAlive(Api... asked) throws Exception {
    beat();
    for (Api api : asked) {
      var answer = api.get("/api/platforms");
      if (answer.statusCode() != 200) {
        return false;
      }
      JsonNode all = api.json("/api/platforms");
      if (!all.path("missing").isEmpty()
          || !all.findValuesAsText("platform").containsAll(PLATFORMS)
          || all.findParents("lastHeard").size() < PLATFORMS.size()
          || all.findValuesAsText("observed").stream().filter("alive"::equals).count()
              < PLATFORMS.size()) {
        return false;
      }
    }
    return true;
  }

  private void beat() {
    var heartbeats = Topics.withDefaultNames().heartbeats();
    try (var producer = apps.cluster().producer()) {
      for (String platform : PLATFORMS) {
        producer.send(
            new ProducerRecord<>(
                heartbeats.name(),
                (platform + "/porter/1").getBytes(UTF_8),
                HeartbeatCodec.write(Beat.of(0, Beat.NONE))));
      }
    }
  }

  /** The question is only worth asking when the stores are not all in one place. */
  private static boolean bothOwnSomething(Api first, Api second) throws Exception {
    long here = 0;
    long there = 0;
    for (String platform : PLATFORMS) {
      String path = "/api/platforms/" + platform;
      here += first.getAsPassedOn(path).statusCode() == 200 ? 1 : 0;
      there += second.getAsPassedOn(path).statusCode() == 200 ? 1 : 0;
    }
    return here > 0 && there > 0 && here + there == PLATFORMS.size();
  }

  /** Who does not own a platform cannot say that there is none. */
  private static List<Integer> answersToEachOther(String platform, Api... apis) throws Exception {
    List<Integer> answers = new ArrayList<>();
    for (Api api : apis) {
      answers.add(api.getAsPassedOn("/api/platforms/" + platform).statusCode());
    }
    return answers;
  }
}
