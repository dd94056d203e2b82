package rouse.streams.liveness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static rouse.streams.liveness.LivenessDriver.TOPICS;
import static rouse.streams.liveness.LivenessDriver.bytes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact.LoadObserved;
import rouse.contracts.event.Fact.LoadObserved.MetricLoad;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadWindow;
import rouse.contracts.platform.ModuleSpec.Kind;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.WorkerLoad;
import rouse.contracts.topic.PlatformNames;

class LoadTopologyTest {
  private static final int PARTITIONS = TOPICS.heartbeats().partitions();
  // The driver has partition 0 alone: what belongs there is no stray.
  private static final String MODULE = here("ias/node", "");
  private static final String ONE = here(MODULE + "/1", "");
  private static final String TWO = here(MODULE + "/2", "");
  private final LivenessDriver driver = new LivenessDriver();

  @BeforeEach
  void declare() {
    String name = MODULE.substring(4);
    byte[] table =
        new PlatformNames(Map.of(name, Kind.WORKER), Map.of(name, Duration.ofSeconds(15)))
            .toBytes();
    driver.write(TOPICS.platforms().name(), bytes("ias"), table, new RecordHeaders());
    driver.pass(Duration.ofSeconds(2));
    driver.facts();
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  /** The first key of this beginning that the log keeps in partition 0. */
  private static String here(String begin, String end) {
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> begin + (i == 1 ? "" : i) + end)
        .filter(key -> Utils.toPositive(Utils.murmur2(bytes(key))) % PARTITIONS == 0)
        .findFirst()
        .orElseThrow();
  }

  private static int slot(String key) {
    return Integer.parseInt(key.substring(key.lastIndexOf('/') + 1));
  }

  private List<LoadObserved> observed() {
    return driver.facts().stream()
        .filter(LoadObserved.class::isInstance)
        .map(LoadObserved.class::cast)
        .toList();
  }

  private void othersAreRead(LoadObserved as, int... partitions) {
    for (int partition : partitions) {
      driver.write(
          MODULE,
          new LoadWindow(as.platform(), as.module(), partition, as.from(), as.to(), List.of()));
    }
  }

  private void run(Duration time) {
    for (long s = 0; s < time.toSeconds(); s++) {
      driver.write(ONE, Beat.of(1, s + 1).saying(0.9));
      driver.write(TWO, new LoadReport(1, 0.3, 0.5, null, null));
      driver.pass(Duration.ofSeconds(1));
    }
  }

  @Test
  @DisplayName("R46 load in beats and of others is averaged in hopping windows of log time")
  void windows() {
    run(Duration.ofSeconds(25));
    List<LoadObserved> facts = observed();
    assertThat(facts).hasSizeGreaterThan(3);
    LoadObserved first = facts.getFirst();
    assertThat(Duration.between(first.from(), first.to())).isEqualTo(Duration.ofSeconds(15));
    assertThat(Duration.between(first.to(), facts.get(1).to())).isEqualTo(Duration.ofMillis(1500));
    assertThat(first.workers())
        .containsExactlyInAnyOrder(
            new WorkerLoad(slot(ONE), 1, 0.9, null, null, null),
            new WorkerLoad(slot(TWO), 1, 0.3, 0.5, null, null));
    assertThat(first.metrics())
        .satisfiesExactly(
            load -> {
              assertThat(load.reporting()).isEqualTo(2);
              assertThat(load.mean()).isBetween(0.5999, 0.6001);
              assertThat(load.max()).isEqualTo(0.9);
            },
            cpu -> assertThat(cpu).isEqualTo(new MetricLoad(ScaleMetric.CPU, 1, 0.5, 0.5)));
  }

  @Test
  @DisplayName("R46 a partition that was not read to the window's end is named in the fact")
  void unread() {
    run(Duration.ofSeconds(21));
    LoadObserved first = observed().getFirst();
    assertThat(first.unread()).containsExactly(1, 2, 3);
  }

  @Test
  @DisplayName("R46 a fact is told as soon as all partitions were read, and once")
  void complete() {
    run(Duration.ofSeconds(21));
    Instant from = observed().getLast().from().plusMillis(1500);
    for (int hop = 0; hop < 2; hop++) {
      LoadObserved next =
          new LoadObserved(
              "ias",
              MODULE.substring(4),
              from.plusMillis(1500L * hop),
              from.plusMillis(1500L * hop).plusSeconds(15),
              List.of(),
              List.of(),
              null);
      othersAreRead(next, 1, 2, 3);
    }
    run(Duration.ofSeconds(3));
    assertThat(observed()).hasSize(2).allSatisfy(fact -> assertThat(fact.unread()).isNull());
  }

  @Test
  @DisplayName("R46 a window that comes after its fact changes nothing, and is counted")
  void late() {
    run(Duration.ofSeconds(21));
    LoadObserved told = observed().getFirst();
    othersAreRead(told, 1, 2);
    driver.pass(Duration.ofSeconds(1));
    assertThat(observed()).noneMatch(fact -> fact.to().equals(told.to()));
    assertThat(driver.metric("late-load-windows-total")).isEqualTo(2);
  }

  @Test
  @DisplayName("R46 who does not report is missing from the fact, and never counts as zero")
  void missing() {
    run(Duration.ofSeconds(20));
    observed();
    driver.pass(Duration.ofSeconds(30));
    List<LoadObserved> facts = observed();
    assertThat(facts.getLast().workers()).isEmpty();
    assertThat(facts.getLast().metrics()).isEmpty();
  }

  @Test
  @DisplayName("R46 what an earlier container reported does not count for the one that follows")
  void replaced() {
    for (int i = 0; i < 22; i++) {
      driver.write(ONE, LoadReport.ofLoad(i < 15 ? 1 : 2, i < 15 ? 5 : 0.5));
      driver.write(ONE, LoadReport.ofLoad(1, 5));
      driver.pass(Duration.ofSeconds(1));
    }
    assertThat(observed().getLast().workers())
        .containsExactly(new WorkerLoad(slot(ONE), 2, 0.5, null, null, null));
  }

  @Test
  @DisplayName("R46 a load that is no load is kept whole as a dead letter")
  void malformed() {
    driver.write(
        TOPICS.heartbeats().name(), bytes(ONE), bytes("{\"load\":-1}"), new RecordHeaders());
    driver.write(
        TOPICS.heartbeats().name(), bytes(ONE), bytes("{\"load\":\"NaN\"}"), new RecordHeaders());
    LoadWindow window =
        new LoadWindow(
            "ias",
            MODULE.substring(4),
            1,
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(15),
            List.of(new WorkerLoad(1, 1, 0.5, null, null, null)));
    Headers headers = new RecordHeaders();
    HeartbeatCodec.writeHeaders(headers, window, "/test", Instant.EPOCH);
    for (String load : List.of("-1", "1e308", "\"much\"")) {
      String forged = new String(HeartbeatCodec.write(window), UTF_8).replace("0.5", load);
      driver.write(TOPICS.heartbeats().name(), bytes(MODULE), bytes(forged), headers);
    }
    assertThat(driver.deadLetters()).hasSize(5);
  }
}
