package rouse.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.it.EventLog;
import rouse.it.TestCluster;
import rouse.it.action.StreamsChild;

/**
 * Two streams apps: a thread of one dies, one is closed, one is killed. Run by {@code
 * scripts/faults}.
 */
@DisplayName("Real faults of streams apps")
class AppFaults {
  private static final Duration THREAD = Duration.ofSeconds(3);
  private static final Duration CLOSED = Duration.ofSeconds(1);
  private static final Duration KILLED = Duration.ofSeconds(8);
  private static final Duration DOWN =
      Duration.ofSeconds(Integer.getInteger("rouse.faults.down", 300));
  private static final Duration VERDICT = Duration.ofSeconds(5);
  private TestCluster cluster;
  private BeatingPlatform platform;
  private Observers observers;
  private final List<String> late = new ArrayList<>();

  /** What happens to an app. */
  private interface Fault {
    void happen() throws Exception;
  }

  @Test
  @DisplayName("accuse nobody, order nothing twice, and are judged after soon")
  void apps() throws Exception {
    cluster = TestCluster.start();
    try {
      Path folder = cluster.folder("apps");
      platform = new BeatingPlatform(cluster.bootstrap());
      observers =
          new Observers("apps", cluster.bootstrap(), folder, platform, MortalStreamsChild.class, 2);
      platform.start();
      observers.awaitBoot();
      for (int app = 0; app < 2; app++) {
        int struck = app;
        for (String kind : new String[] {"liveness", "decide"}) {
          strike("a thread of " + kind + " dies", THREAD, () -> die(folder, struck, kind));
        }
        strike("one of two closed", CLOSED, () -> observers.app(struck).stop());
        again(struck);
        strike("one of two killed", KILLED, () -> observers.app(struck).kill());
        again(struck);
      }
      Duration found =
          observers.awaitHangsFound(
              new InstanceId(BeatingPlatform.NAME, BeatingPlatform.ORIGINAL, 3),
              new InstanceId(BeatingPlatform.NAME, BeatingPlatform.NATIVE, 5));
      Measured.say(
          "apps", "two that hang at the end are replaced after " + Measured.seconds(found));
      observers.verify();
      Measured.say("apps", platform.requests() + " requests acknowledged, each answered once");
      LogAudit.check("apps", cluster.bootstrap());
      assertThat(late).isEmpty();
    } finally {
      close();
    }
  }

  @Test
  @DisplayName("the observer is down while all live: nothing is done, and a verdict soon after")
  void observerDown() throws Exception {
    cluster = TestCluster.start();
    try {
      platform = new BeatingPlatform(cluster.bootstrap());
      observers =
          new Observers(
              "down", cluster.bootstrap(), cluster.folder("apps"), platform, StreamsChild.class, 1);
      platform.start();
      observers.awaitBoot();
      observers.app(0).kill();
      Instant back = Instant.now().plus(DOWN);
      Observers.soon().atMost(DOWN.multipliedBy(2)).until(() -> Instant.now().isAfter(back));
      observers.app(0).start();
      // One hangs before there is anybody to see it.
      InstanceId hung = new InstanceId(BeatingPlatform.NAME, BeatingPlatform.NATIVE, 2);
      platform.hang(hung);
      observers.awaitReady();
      Instant ready = Instant.now();
      Observers.soon().until(() -> platform.isReplaced(hung));
      Duration verdict = Duration.between(ready, accusedAt(hung));
      Measured.say(
          "apps",
          "down for %d s: the first verdict %s after it is back"
              .formatted(DOWN.toSeconds(), Measured.seconds(verdict)));
      observers.verify();
      assertThat(verdict).isLessThan(VERDICT);
    } finally {
      close();
    }
  }

  private Instant accusedAt(InstanceId hung) {
    return new EventLog(cluster.bootstrap())
        .facts().stream()
            .filter(f -> f.body() instanceof Fact.InstanceSilent s && s.instance().equals(hung))
            .map(Envelope::time)
            .findFirst()
            .orElseThrow();
  }

  private void close() {
    if (observers != null) {
      observers.close();
    }
    if (platform != null) {
      platform.close();
    }
    cluster.close();
  }

  private static void die(Path folder, int app, String kind) throws Exception {
    Path order = MortalStreamsChild.order(folder.resolve("state-" + app));
    Files.writeString(order, kind);
    Observers.soon().until(() -> !Files.exists(order));
  }

  private void again(int app) throws Exception {
    Instant start = Instant.now();
    observers.app(app).start();
    observers.awaitCaughtUp();
    Measured.say(
        "apps",
        "it comes back: no tick for "
            + Measured.seconds(Ticks.longestGap(cluster.bootstrap(), start)));
  }

  private void strike(String name, Duration limit, Fault fault) throws Exception {
    Instant start = Instant.now();
    fault.happen();
    Duration caughtUp = observers.awaitCaughtUp();
    Duration blind = Ticks.longestGap(cluster.bootstrap(), start);
    Measured.say(
        "apps",
        name
            + ": no tick for "
            + Measured.seconds(blind)
            + ", caught up after "
            + Measured.seconds(caughtUp));
    if (blind.compareTo(limit) > 0) {
      late.add(name + ": " + Measured.seconds(blind));
    }
  }
}
