package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.event.Json;
import rouse.it.action.Child;
import rouse.it.action.StreamsChild;
import rouse.it.boot.Host;
import rouse.streams.query.Peers;

@DisplayName("Three streams apps, of which one is killed, with a real broker")
class StreamsKilledIT {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsKilledIT.class);

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
  private final Child[] apps = new Child[3];
  private final Api[] apis = {
    new Api(Host.freePort()), new Api(Host.freePort()), new Api(Host.freePort())
  };

  /** Two that take beats over HTTP; the first of them owns the platform. */
  private int[] carriers;

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < apps.length; i++) {
      List<String> settings =
          List.of(
              "kafka=" + cluster.bootstrap(),
              "state.dir=" + cluster.folder("state-" + i),
              "platform.default=ias",
              "http.port=" + apis[i].port());
      apps[i] = new Child(StreamsChild.class, settings, cluster.folder("app-" + i + ".log"));
      int app = i;
      // The first makes the topics of all.
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(isReady(app)).as(() -> lastOf(app)).isTrue());
    }
    await().atMost(SOON).until(() -> owner().isPresent());
    int owner = owner().orElse(0);
    carriers = new int[] {owner, (owner + 1) % apps.length};
    every(1000, "original", this::beatInOriginalFormat);
    every(1000, "stray", this::beatInAnotherPartition);
    every(1000, "http-a", name -> beatOverHttp(name, carriers[0]));
    every(1000, "http-b", name -> beatOverHttp(name, carriers[1]));
    await().atMost(SOON).until(() -> alive(owner) == ALL);
  }

  private String lastOf(int app) {
    return "app " + app + " said last:\n" + apps[app].lastLines(40);
  }

  @AfterEach
  void stop() {
    modules.shutdownNow();
    producer.close(Duration.ofSeconds(5));
    List.of(apps).forEach(Child::close);
    cluster.close();
  }

  @Test
  @DisplayName(
      "R18 R20 R22 the others answer for all from copies, accuse none whose beats it carried, and"
          + " find who is dead after it")
  void noneIsAccused() throws Exception {
    for (int carrier : carriers) {
      await().atMost(SOON).until(() -> owner().isPresent() && isCopied());
      boolean owned = owner().orElse(-1) == carrier;
      int[] others = all().filter(app -> app != carrier).toArray();
      await().atMost(SOON).until(() -> listsAll(others[0]) && listsAll(others[1]));
      apps[carrier].kill();
      long killed = System.nanoTime();
      for (int other : others) {
        await().atMost(SOON).untilAsserted(() -> assertAnswers(other, owned));
      }
      LOG.info("all answered {} ms after the kill", (System.nanoTime() - killed) / 1_000_000);
      // The session of the killed one runs out, and the others take its partitions over.
      await().atMost(SOON).until(() -> owner().orElse(carrier) != carrier);
      for (int other : others) {
        await().atMost(SOON).until(() -> isReady(other) && listsAll(other) && alive(other) == ALL);
      }
      apps[carrier].start();
      await().atMost(SOON).until(() -> isReady(carrier) && alive(carrier) == ALL);
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

  /**
   * One that the killed app did not own is told by its owner; else the answer says how old it is.
   */
  private void assertAnswers(int app, boolean owned) throws Exception {
    var answer = apis[app].get("/api/platforms/ias");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode status = Json.MAPPER.readTree(answer.body());
    assertThat(status.findValuesAsText("observed").stream().filter("alive"::equals)).hasSize(ALL);
    if (owned && owner().isEmpty()) {
      assertThat(answer.headers().firstValue(Peers.STALE).orElse(""))
          .matches("from=127[.]0[.]0[.]1:[0-9]+; lag=([0-9]+|unknown)");
      assertThat(status.get("missing").findValuesAsText("standby")).isNotEmpty();
    }
  }

  private IntStream all() {
    return IntStream.range(0, apps.length);
  }

  /** Only the owner of a partition can say what there is in it, or that there is nothing. */
  private OptionalInt owner() {
    return all().filter(app -> passedOn(app, "1") != 503).findFirst();
  }

  private boolean isCopied() {
    return all().anyMatch(app -> passedOn(app, "1") == 503 && passedOn(app, Peers.COPY) == 200);
  }

  private int passedOn(int app, String how) {
    try {
      return apis[app].getAsPassedOn("/api/platforms/ias", how).statusCode();
    } catch (Exception away) {
      return 503;
    }
  }

  private boolean listsAll(int app) {
    try {
      JsonNode list = apis[app].json("/api/platforms");
      return list.get("missing").isEmpty() && list.get("platforms").size() == 1;
    } catch (Exception notYet) {
      return false;
    }
  }

  private List<String> accused() {
    return new EventLog(cluster.reader())
        .facts(InstanceSilent.class).stream()
            .map(silent -> silent.instance().module())
            .distinct()
            .toList();
  }
}
