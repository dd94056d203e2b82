package rouse.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.event.Fact.ObserverBlind;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;

/** Who beats through somebody else is judged as far as that one is known to carry. */
class RouteTest {
  private static final String ONE = "ias/app_ui/1";
  private static final String TWO = "ias/app_repo/1";
  private static final String BRIDGE = "bridge/0";
  private final Log log = Log.watching(true);

  @BeforeEach
  void bothBeat() {
    log.watch(ONE, 1, 3000, 60_000).watch(TWO, 1, 3000, 60_000).mark(BRIDGE);
    carry(4000);
    log.witness.take();
  }

  /** One beats over the bridge, the other by itself; the bridge leaves its marks. */
  private void carry(long ms) {
    for (long passed = 0; passed < ms; passed += 500) {
      log.carriedBeat(ONE, BRIDGE).beat(TWO).pass(500).mark(BRIDGE);
    }
  }

  /** The bridge is away; the other goes on. */
  private void carryNothing(long ms) {
    for (long passed = 0; passed < ms; passed += 500) {
      log.beat(TWO).pass(500);
    }
  }

  private void markOnly(long ms) {
    for (long passed = 0; passed < ms; passed += 500) {
      log.mark(BRIDGE).beat(TWO).pass(500);
    }
  }

  private List<String> told() {
    return log.witness.takeInShort();
  }

  @Test
  @DisplayName("R22 the one that is silent on a route that carries is found at its timeout")
  void silentOnARoute() {
    long last = log.now - 500;
    markOnly(4000);
    assertThat(log.witness.take())
        .singleElement()
        .isInstanceOfSatisfying(
            InstanceSilent.class,
            silent -> {
              assertThat(silent.instance().toString()).isEqualTo(ONE);
              assertThat(silent.deadline()).isEqualTo(Instant.ofEpochMilli(last + 3000));
              assertThat(silent.judgedAt()).isBefore(Instant.ofEpochMilli(last + 3700));
            });
  }

  @Test
  void nobodyIsAccusedWhileTheCarrierIsAway() {
    carryNothing(60_000);
    assertThat(told()).isEmpty();
  }

  @Test
  void whenTheCarrierIsBackEverybodyOnTheRouteHasAFreshTimeout() {
    long gone = log.now;
    carryNothing(60_000);
    log.mark(BRIDGE);
    long back = log.now;
    assertThat(log.witness.take())
        .singleElement()
        .isEqualTo(
            new ObserverBlind(
                "ias",
                0,
                Instant.ofEpochMilli(gone),
                Instant.ofEpochMilli(back),
                "route " + BRIDGE));
    markOnly(3000);
    assertThat(told()).isEmpty();
    markOnly(1000);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void oneThatBeatsByItselfIsFoundWhateverItsCarrierDoes() {
    log.beat(ONE);
    carryNothing(4000);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void aRestartRemembersWhoIsOnARouteAndWaitsForItsMark() {
    // What is remembered is written with a transition, so with one on the route.
    markOnly(4000);
    carry(2000);
    log.witness.take();
    log.restart(true).tick();
    carryNothing(30_000);
    assertThat(told()).isEmpty();
    markOnly(4000);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void aCarrierThatIsGoneForGoodHidesNobodyForEver() {
    carryNothing(Route.GONE_MS + 2000);
    assertThat(told()).isEmpty();
    carryNothing(2000);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void aRouteThatNobodyMarksIsNone() {
    log.beat(ONE, Beat.of(0, 1_000_000), "made up");
    carryNothing(4000);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void aClockThatGoesBackHoldsNoRouteUp() {
    log.now -= 3_600_000;
    log.tick().mark(BRIDGE);
    markOnly(LogClock.RECONNECT_MS + 500);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }
}
