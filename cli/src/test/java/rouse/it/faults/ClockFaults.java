package rouse.it.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;
import rouse.it.TestCluster;
import rouse.it.action.StreamsChild;

/** Clocks that are ten minutes off. Run by {@code scripts/faults}. */
@DisplayName("Real faults of clocks")
class ClockFaults {
  private Path clock;

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
  @DisplayName("the streams app's clock goes ten minutes back and on: none accused, hangs found")
  void host() throws Exception {
    TestCluster cluster = TestCluster.start();
    clock = cluster.folder("clock");
    set("+0m");
    try (BeatingPlatform platform = new BeatingPlatform(cluster.bootstrap());
        Observers observers =
            new Observers(
                "clocks",
                cluster.bootstrap(),
                cluster.folder("apps"),
                platform,
                StreamsChild.class,
                1,
                Map.of(
                    "LD_PRELOAD", library(),
                    "FAKETIME_TIMESTAMP_FILE", clock.toString(),
                    "FAKETIME_CACHE_DURATION", "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                    // Else the JVM waits in a busy loop.
                    "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                    "NO_FAKE_STAT", "1"))) {
      platform.start();
      observers.awaitBoot();
      int slot = 0;
      for (String offset : List.of("-10m", "+0m", "+10m", "+0m")) {
        Instant start = Instant.now();
        set(offset);
        // The library looks at the file once a second.
        Observers.soon().until(() -> Instant.now().isAfter(start.plusSeconds(3)));
        slot++;
        Duration found =
            observers.awaitHangsFound(
                new InstanceId(BeatingPlatform.NAME, BeatingPlatform.ORIGINAL, slot),
                new InstanceId(BeatingPlatform.NAME, BeatingPlatform.NATIVE, slot));
        Measured.say(
            "clocks",
            "host at %s: two that hang are replaced after %s, no tick for %s"
                .formatted(
                    offset,
                    Measured.seconds(found),
                    Measured.seconds(Ticks.longestGap(cluster.bootstrap(), start))));
      }
      observers.verify();
    } finally {
      cluster.close();
    }
  }

  private void set(String offset) throws IOException {
    Files.writeString(clock, offset + "\n");
  }

  private static String library() throws IOException {
    try (Stream<Path> found =
        Files.find(Path.of("/usr/lib"), 4, (p, a) -> p.endsWith("libfaketimeMT.so.1"))) {
      return found.findFirst().orElseThrow().toString();
    }
  }
}
