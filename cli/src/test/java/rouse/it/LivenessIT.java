package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.Topology;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.bench.StreamsRun;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.InstanceHeard;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.streams.liveness.LivenessSettings;
import rouse.streams.liveness.LivenessTopology;

/** Detection on a real broker: lag, restarts and rebalances accuse nobody. */
class LivenessIT {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final int MODULES = 40;

  /** Longer than any pause of a busy machine that builds at the same time. */
  private static final Duration TIMEOUT = Duration.ofSeconds(8);

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final TestCluster cluster = TestCluster.start();
  private SteadyBeats beats;

  @BeforeEach
  void start() {
    try (var admin = cluster.admin()) {
      new TopicSetup(admin).ensure(TOPICS.all());
    }
    beats = new SteadyBeats(cluster, TOPICS.heartbeats().name(), MODULES, TIMEOUT);
  }

  @AfterEach
  void stop() {
    beats.close();
    cluster.close();
  }

  @Test
  @DisplayName(
      "R22 1,000,000 beats of backlog: nobody who lives is accused, who died in it is found")
  void backlog() throws Exception {
    String inLag = beats.alive().get(0);
    String inAbsence = beats.alive().get(1);
    try (StreamsRun app = run("one").start()) {
      awaitAllProved();
      beats.burst(50_000);
      beats.die(inLag);
      beats.burst(50_000);
      awaitSilent(List.of(inLag));
      assertThat(app.view().counters()).hasSize(4);
    }
    beats.burst(500_000);
    beats.die(inAbsence);
    beats.burst(500_000);
    try (StreamsRun app = run("one").start()) {
      awaitSilent(List.of(inLag, inAbsence));
      awaitTicksAfter(app, Instant.now().plus(TIMEOUT));
    }
    assertThat(silent()).containsExactlyInAnyOrder(inLag, inAbsence);
  }

  @Test
  @DisplayName("R18 one of two processes leaves: the other takes over and accuses nobody")
  void rebalance() throws Exception {
    try (StreamsRun survivor = run("one").start()) {
      try (StreamsRun leaver = run("two").start()) {
        awaitAllProved();
        Awaitility.await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> !leaver.view().newestTicks().isEmpty());
      }
      awaitTicksAfter(survivor, Instant.now().plus(TIMEOUT).plus(TIMEOUT));
      assertThat(silent()).isEmpty();
      String dead = beats.alive().get(0);
      beats.die(dead);
      awaitSilent(List.of(dead));
    }
  }

  private StreamsRun run(String folder) {
    Topology topology = new Topology();
    new LivenessTopology(new LivenessSettings(true, Duration.ofMillis(100), "ias"), TOPICS)
        .addTo(topology);
    return new StreamsRun(cluster, "liveness-it", folder, topology);
  }

  private void awaitAllProved() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                facts().stream()
                        .filter(fact -> fact instanceof InstanceHeard heard && heard.beats() == 3)
                        .count()
                    >= MODULES);
  }

  private void awaitSilent(List<String> keys) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(silent()).containsAll(keys));
  }

  private static void awaitTicksAfter(StreamsRun app, Instant time) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              var ticks = app.view().newestTicks();
              return ticks.size() == 4 && ticks.values().stream().allMatch(time::isBefore);
            });
  }

  private List<String> silent() {
    return facts().stream()
        .filter(InstanceSilent.class::isInstance)
        .map(fact -> ((InstanceSilent) fact).instance().toString())
        .distinct()
        .toList();
  }

  private List<Fact> facts() {
    return cluster.read(TOPICS.facts()).stream().map(record -> record.value().body()).toList();
  }
}
