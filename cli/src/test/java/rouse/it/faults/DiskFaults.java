package rouse.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.executor.docker.OwnEngine;
import rouse.it.DevProcess;
import rouse.it.EventLog;
import rouse.it.TestPlatform;

/** The disk under Docker is full. Run by {@code scripts/faults}. */
@DisplayName("Real faults of Docker's disk")
class DiskFaults {
  private static final String SERVICES =
      """
      victim: { image: BEATER, x-rouse: { recovery: { attempts: 50 } } }
      spared: { image: BEATER, x-rouse: { heartbeat: { source: self } } }
      """;
  private static final byte[] BLOCK = new byte[4096];

  @Test
  @DisplayName(
      "full: the reason is said, nobody else is touched, and it is back when there is room")
  void full() throws Exception {
    try (OwnEngine engine = OwnEngine.startOnDisk("100m");
        TestPlatform platform = TestPlatform.on(engine.address(), "disk", SERVICES);
        DevProcess dev = platform.dev("--set", "docker.host=" + engine.address());
        ScheduledExecutorService filling = Executors.newSingleThreadScheduledExecutor()) {
      dev.start().awaitAlive();
      String spared = platform.engine().only(platform.name(), "spared");
      Path filler = engine.disk().resolve("filler");
      // What is removed makes room, which is filled up at once.
      var unused = filling.scheduleWithFixedDelay(() -> fill(filler), 0, 20, TimeUnit.MILLISECONDS);
      Observers.soon().until(() -> Files.getFileStore(filler).getUsableSpace() == 0);
      platform.engine().crash(platform.engine().only(platform.name(), "victim"));
      EventLog log = new EventLog(dev.kafka());
      Observers.soon().until(() -> !log.facts(Fact.CommandFailed.class).isEmpty());
      assertThat(log.facts(Fact.CommandFailed.class))
          .allMatch(failed -> failed.instance().module().equals("victim"))
          .allMatch(failed -> failed.reason().contains("no space left on device"));
      assertThat(dev.instance("victim").observed()).isNotEqualTo("alive");

      filling.shutdownNow();
      filling.awaitTermination(1, TimeUnit.MINUTES);
      Files.delete(filler);
      Instant free = Instant.now();
      Observers.soon()
          .until(() -> dev.incidents("victim").stream().allMatch(i -> i.closedAt() != null));
      Measured.say(
          "disk",
          "%d attempts failed: %s; back %s after there was room"
              .formatted(
                  log.facts(Fact.CommandFailed.class).size(),
                  log.facts(Fact.CommandFailed.class).getFirst().reason(),
                  Measured.seconds(Duration.between(free, Instant.now()))));
      assertThat(platform.engine().only(platform.name(), "spared")).isEqualTo(spared);
      assertThat(platform.engine().running(platform.name(), "victim")).hasSize(1);
      assertThat(List.copyOf(dev.incidents("spared"))).isEmpty();
    }
  }

  private static void fill(Path filler) {
    try (OutputStream out =
        Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        out.write(BLOCK);
      }
    } catch (IOException full) {
      // There is no more room.
    }
  }
}
