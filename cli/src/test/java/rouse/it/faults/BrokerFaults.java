package rouse.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;
import rouse.it.action.StreamsChild;

/**
 * Three brokers: each kind of node goes, politely and not, is slow, and cannot be reached. Run by
 * {@code scripts/faults}.
 */
@DisplayName("Real faults of brokers")
class BrokerFaults {
  private static final Duration CAUGHT_UP = Duration.ofSeconds(30);
  private static final Duration AWAY = Duration.ofSeconds(20);
  private static final int ALONE = 2;
  private Brokers brokers;
  private BeatingPlatform platform;
  private Observers observers;
  private final List<String> late = new ArrayList<>();

  /** What happens to the brokers; it is over when this returns. */
  private interface Fault {
    void happen() throws Exception;
  }

  @Test
  @DisplayName("accuse nobody, lose nothing, and are caught up with in 30 s")
  void brokers() throws Exception {
    try {
      brokers = Brokers.start();
      // When this node is away, the original heartbeats are, and all else goes on.
      brokers.createOn(ALONE, "HeartBeat");
      platform = new BeatingPlatform(brokers.bootstrap());
      observers =
          new Observers(
              "brokers",
              brokers.bootstrap(),
              brokers.folder("apps"),
              platform,
              StreamsChild.class,
              1);
      platform.start();
      observers.awaitBoot();

      strike("the leader of rouse.heartbeats stops", () -> bounce(leader(), true));
      strike("the leader of rouse.heartbeats is killed", () -> bounce(leader(), false));
      strike("the controller stops", () -> bounce(brokers.controller(), true));
      strike("the controller is killed", () -> bounce(brokers.controller(), false));
      strike("rolling, clean", () -> roll(true));
      strike("rolling, killed", () -> roll(false));
      strike("the leader of HeartBeat alone away for 20 s", this::withoutHeartBeat);
      strike("a broker answers 500 ms late, 200 ms more or less", () -> slow(leader()));
      strike("a broker cannot be reached for 20 s", () -> cut(leader()));
      strike("the broker of HeartBeat cannot be reached for 20 s", () -> cut(ALONE));

      Duration found =
          observers.awaitHangsFound(
              new InstanceId(BeatingPlatform.NAME, BeatingPlatform.ORIGINAL, 3),
              new InstanceId(BeatingPlatform.NAME, BeatingPlatform.NATIVE, 5));
      Measured.say(
          "brokers", "two that hang at the end are replaced after " + Measured.seconds(found));
      observers.verify();
      Measured.say("brokers", platform.requests() + " requests acknowledged, each answered once");
      assertThat(late).isEmpty();
    } finally {
      close(observers);
      close(platform);
      close(brokers);
    }
  }

  private static void close(AutoCloseable part) throws Exception {
    if (part != null) {
      part.close();
    }
  }

  private void strike(String name, Fault fault) throws Exception {
    Instant start = Instant.now();
    fault.happen();
    Duration caughtUp = observers.awaitCaughtUp();
    Duration blind = Ticks.longestGap(brokers.bootstrap(), start);
    Measured.say(
        "brokers",
        name
            + ": caught up after "
            + Measured.seconds(caughtUp)
            + ", no tick for "
            + Measured.seconds(blind));
    assertThat(platform.complaints())
        .as(name)
        .noneMatch(c -> c.startsWith("extra") || c.startsWith("lost") || c.startsWith("twice"));
    if (caughtUp.compareTo(CAUGHT_UP) > 0) {
      late.add(name + ": " + Measured.seconds(caughtUp));
    }
    brokers.awaitAll();
  }

  private int leader() throws Exception {
    return brokers.leaderOf("rouse.heartbeats");
  }

  private void bounce(int node, boolean clean) throws Exception {
    if (clean) {
      brokers.stop(node);
    } else {
      brokers.kill(node);
    }
    brokers.start(node);
  }

  private void roll(boolean clean) throws Exception {
    for (int node = 0; node < 3; node++) {
      bounce(node, clean);
      brokers.awaitAll();
    }
  }

  private void withoutHeartBeat() throws Exception {
    brokers.kill(ALONE);
    pause();
    brokers.start(ALONE);
  }

  private void slow(int node) {
    brokers.proxy(node).slow(true);
    pause();
    brokers.proxy(node).slow(false);
  }

  private void cut(int node) {
    brokers.proxy(node).cut(true);
    pause();
    brokers.proxy(node).cut(false);
  }

  /** The fault lasts. */
  private static void pause() {
    Instant until = Instant.now().plus(AWAY);
    Observers.soon().until(() -> Instant.now().isAfter(until));
  }
}
