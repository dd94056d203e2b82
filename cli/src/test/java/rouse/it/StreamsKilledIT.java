package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.event.Json;
import rouse.it.action.Child;
import rouse.it.action.StreamsChild;
import rouse.it.boot.Host;

@DisplayName("Two streams apps, of which one is killed, with a real broker")
class StreamsKilledIT {
  /** The session of a process that was killed runs for most of a minute. */
  private static final Duration SOON = Duration.ofMinutes(4);

  private static final int EACH = 6;

  /** And the action manager, which is in the app itself. */
  private static final int ALL = 4 * EACH + 1;

  private final TestCluster cluster = TestCluster.start();
  private final KafkaProducer<byte[], byte[]> producer = cluster.producer();

  /**
   * One for each: whoever waits for an answer of the app that is killed keeps no other from
   * beating.
   */
  private final ScheduledExecutorService modules = Executors.newScheduledThreadPool(4 * EACH);

  private final Set<String> dead = ConcurrentHashMap.newKeySet();
  private final AtomicLong number = new AtomicLong(100_000);
  private final Child[] apps = new Child[2];
  private final Api[] apis = {new Api(Host.freePort()), new Api(Host.freePort())};

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < 2; i++) {
      List<String> settings =
          List.of(
              "kafka=" + cluster.bootstrap(),
              "state.dir=" + cluster.folder("state-" + i),
              "platform.default=ias",
              "http.port=" + apis[i].port());
      apps[i] = new Child(StreamsChild.class, settings, cluster.folder("app-" + i + ".log"));
    }
    await().atMost(SOON).until(() -> isReady(0) && isReady(1));
    every(1000, "original", this::beatInOriginalFormat);
    every(1000, "stray", this::beatInAnotherPartition);
    every(1000, "http-a", name -> beatOverHttp(name, 0));
    every(1000, "http-b", name -> beatOverHttp(name, 1));
    await().atMost(SOON).until(() -> alive(0) == ALL);
  }

  @AfterEach
  void stop() {
    modules.shutdownNow();
    producer.close(Duration.ofSeconds(5));
    List.of(apps).forEach(Child::close);
    cluster.close();
  }

  @Test
  @DisplayName("R18 R22 none whose beats it carried is accused, and who is dead is found after it")
  void noneIsAccused() throws Exception {
    for (int killed = 0; killed < 2; killed++) {
      int other = 1 - killed;
      if (killed == 0) {
        await().atMost(SOON).until(() -> ownsSome(0) && ownsSome(1));
        int platforms = ownsIt(other) ? 1 : 0;
        apps[killed].kill();
        await()
            .atMost(SOON)
            .untilAsserted(() -> assertLists(other, platforms, List.of(apis[0].address())));
      } else {
        apps[killed].kill();
      }
      // The sessions of the killed one run out, and the other takes its partitions over.
      await().atMost(SOON).until(() -> isReady(other) && ownsAll(other));
      await().atMost(SOON).untilAsserted(() -> assertLists(other, 1, List.of()));
      apps[killed].start();
      int again = killed;
      await().atMost(SOON).until(() -> isReady(again) && alive(again) == ALL);
    }
    assertThat(accused()).isEmpty();

    Set<String> dying = Set.of("original_1", "stray_1", "http-a_1", "http-b_1");
    dead.addAll(dying);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(accused()).containsExactlyInAnyOrderElementsOf(dying));
  }

  private interface Beating {
    void beat(String name) throws Exception;
  }

  /** Modules of one kind beat by turns; one call of theirs that fails is no end of it. */
  private void every(long ms, String kind, Beating way) {
    for (int slot = 1; slot <= EACH; slot++) {
      String name = kind + "_" + slot;
      var unused =
          modules.scheduleAtFixedRate(
              () -> {
                try {
                  if (!dead.contains(name)) {
                    way.beat(name);
                  }
                } catch (Exception away) {
                  // The app that takes its beats is killed; it tries again with the next one.
                }
              },
              slot * ms / EACH,
              ms,
              TimeUnit.MILLISECONDS);
    }
  }

  private void beatInOriginalFormat(String name) {
    String value =
        "{\"module\":\"%s\",\"ts\":%d,\"Status\":1}".formatted(name, number.incrementAndGet());
    producer.send(new ProducerRecord<>("HeartBeat", null, value.getBytes(UTF_8)));
  }

  private void beatInAnotherPartition(String name) {
    byte[] key = ("ias/" + name + "/1").getBytes(UTF_8);
    int other = (Utils.toPositive(Utils.murmur2(key)) + 1) % 4;
    producer.send(new ProducerRecord<>("rouse.heartbeats", other, key, "{}".getBytes(UTF_8)));
  }

  private void beatOverHttp(String name, int app) throws Exception {
    apis[app].post("/api/platforms/ias/modules/" + name + "/beat", "");
  }

  private boolean isReady(int app) {
    try {
      return apis[app].isReady();
    } catch (Exception notYet) {
      return false;
    }
  }

  /** How many it says are alive; none while it cannot say. */
  private long alive(int app) {
    try {
      return apis[app].json("/api/platforms/ias").findValuesAsText("observed").stream()
          .filter("alive"::equals)
          .count();
    } catch (Exception notYet) {
      return 0;
    }
  }

  /** That it tells of so many platforms, and who is away with what there is more. */
  private void assertLists(int app, int platforms, List<String> away) throws Exception {
    var answer = apis[app].get("/api/platforms");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode list = Json.MAPPER.readTree(answer.body());
    assertThat(list.get("missing").findValuesAsText("owner")).isEqualTo(away);
    assertThat(list.get("platforms")).hasSize(platforms);
  }

  private boolean ownsIt(int app) throws Exception {
    return apis[app].getAsPassedOn("/api/platforms/ias").statusCode() == 200;
  }

  /** Only the owner of a partition can say that there is no platform of a name that goes there. */
  private boolean ownsSome(int app) throws Exception {
    for (int i = 0; i < 20; i++) {
      if (apis[app].getAsPassedOn("/api/platforms/none-" + i).statusCode() == 404) {
        return true;
      }
    }
    return false;
  }

  private boolean ownsAll(int app) {
    try {
      return apis[app].getAsPassedOn("/api/platforms/ias").statusCode() == 200 && alive(app) > 0;
    } catch (Exception notYet) {
      return false;
    }
  }

  private List<String> accused() {
    return new EventLog(cluster.bootstrap())
        .facts(InstanceSilent.class).stream()
            .map(silent -> silent.instance().module())
            .distinct()
            .toList();
  }
}
