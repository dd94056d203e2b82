package rouse.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.it.DevProcess;
import rouse.it.EventLog;
import rouse.it.TestCluster;
import rouse.it.TestPlatform;
import rouse.it.action.StreamsChild;
import rouse.it.faults.RecoveryVerifier.Injected;

/** Clocks that are ten minutes off. Run by {@code scripts/faults}. */
@DisplayName("Real faults of clocks")
class ClockFaults {
  private static final String SERVICES =
      """
      self: { image: BEATER, deploy: { replicas: 3 }, x-rouse: { kind: worker, heartbeat: { source: self } } }
      watched: { image: BEATER, deploy: { replicas: 2 }, x-rouse: { kind: worker } }
      """;
  private final List<Injected> injected = new ArrayList<>();
  private Path clock;
  private DevProcess dev;
  private TestPlatform platform;

  @Test
  @DisplayName("modules whose clocks are ten minutes before and behind: none accused, a hang found")
  void producers() throws Exception {
    TestCluster cluster = TestCluster.start();
    Path folder = cluster.folder("apps");
    try (BeatingPlatform skewed = new BeatingPlatform(cluster.bootstrap());
        Observers observers =
            new Observers("clocks", cluster.bootstrap(), folder, skewed, StreamsChild.class, 1)) {
      skewed.skewClocks(Duration.ofMinutes(10));
      skewed.start();
      observers.awaitBoot();
      // One that is behind and one that is before, of each kind.
      Duration found =
          observers.awaitHangsFound(
              new InstanceId(BeatingPlatform.NAME, BeatingPlatform.ORIGINAL, 3),
              new InstanceId(BeatingPlatform.NAME, BeatingPlatform.ORIGINAL, 4),
              new InstanceId(BeatingPlatform.NAME, BeatingPlatform.NATIVE, 5),
              new InstanceId(BeatingPlatform.NAME, BeatingPlatform.NATIVE, 6));
      Measured.say(
          "clocks",
          "modules ten minutes before and behind: four that hang are replaced after "
              + Measured.seconds(found));
      observers.verify();
    } finally {
      cluster.close();
    }
  }

  @Test
  @DisplayName("the host's clock goes ten minutes back, and on again: none accused, hangs found")
  void host() throws Exception {
    platform = TestPlatform.of("clocks", SERVICES);
    try {
      clock = platform.file().resolveSibling("clock");
      set("+0m");
      dev = platform.dev();
      dev.start(
              Map.of(
                  "LD_PRELOAD", library(),
                  "FAKETIME_TIMESTAMP_FILE", clock.toString(),
                  "FAKETIME_CACHE_DURATION", "1",
                  "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                  "NO_FAKE_STAT", "1"))
          .awaitAlive();
      for (String offset : List.of("-10m", "+0m", "+10m", "+0m")) {
        set(offset);
        Duration off = Duration.ofMinutes(Long.parseLong(offset.replace("m", "")));
        Observers.soon().until(() -> isOff(off));
        Duration self = hang("self");
        Duration watched = crash("watched");
        Measured.say(
            "clocks",
            "host at %s: hung replaced after %s, killed after %s"
                .formatted(offset, Measured.seconds(self), Measured.seconds(watched)));
      }
      Observers.soon().until(() -> dev.incidents().stream().allMatch(i -> i.closedAt() != null));
      EventLog log = new EventLog(dev.kafka());
      assertThat(RecoveryVerifier.complaints(log.facts(), log.commands(), injected)).isEmpty();
    } finally {
      if (dev != null) {
        dev.close();
      }
      platform.close();
    }
  }

  private void set(String offset) throws IOException {
    Files.writeString(clock, offset + "\n");
  }

  /** Whether the process has the wrong time by now. */
  private boolean isOff(Duration by) throws Exception {
    Duration seen = Duration.between(Instant.now(), dev.status().at());
    return seen.minus(by).abs().compareTo(Duration.ofSeconds(30)) < 0;
  }

  private static String library() throws IOException {
    try (Stream<Path> found =
        Files.find(Path.of("/usr/lib"), 4, (p, a) -> p.endsWith("libfaketimeMT.so.1"))) {
      return found.findFirst().orElseThrow().toString();
    }
  }

  private Duration hang(String module) throws Exception {
    return strike(module, id -> platform.engine().freeze(id));
  }

  private Duration crash(String module) throws Exception {
    return strike(module, id -> platform.engine().crash(id));
  }

  /** Strikes the first of a module, and waits until its successor lives. */
  private Duration strike(String module, java.util.function.Consumer<String> fault)
      throws Exception {
    long start = System.nanoTime();
    InstanceStatus before = dev.instance(module);
    injected.add(new Injected(before.containerId(), true));
    fault.accept(before.containerId());
    Observers.soon()
        .until(
            () -> {
              InstanceStatus now = dev.instance(module);
              return now.incarnation() > before.incarnation()
                  && now.observed().equals("alive")
                  && now.incident() == null;
            });
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
