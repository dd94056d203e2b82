package rouse.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.event.Fact.ObserverBlind;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;

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
  @DisplayName(
      "P1 a relay with a backlog that says the same again has brought no more since a clock was set back")
  void backlogWhileTheClockIsSetBack() {
    Mark same = new Mark(BRIDGE, log.now, Log.START);
    log.mark(same);
    log.now -= 60_000;
    for (int i = 0; i < 60; i++) {
      log.mark(same).beat(TWO).pass(500);
    }
    assertThat(told()).noneMatch(t -> t.startsWith("silent"));
    log.mark(new Mark(BRIDGE, log.now, Log.START)).pass(100);
    assertThat(told()).anyMatch(t -> t.startsWith("silent " + ONE));
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
  void oneThatHasLongBeatenByItselfIsFoundWhateverItsCarrierDoes() {
    for (int beat = 0; beat <= OtherRoutes.UNUSED_AFTER; beat++) {
      log.beat(ONE).beat(TWO).pass(500);
    }
    carryNothing(4000);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  @DisplayName("B2 who uses two routes is not accused while either is behind, and found when not")
  void everyRouteThatItUsesCounts() {
    String other = "bridge/1";
    for (int half = 0; half < 12; half++) {
      log.mark(other).mark(BRIDGE).carriedBeat(ONE, half % 2 == 0 ? BRIDGE : other);
      log.beat(TWO).pass(500);
    }
    log.witness.take();
    // The second bridge stops. The last beat came on the first, the next are under way on the
    // second.
    log.carriedBeat(ONE, BRIDGE);
    markOnly(6000);
    assertThat(told()).isEmpty();
    // It is back: a fresh timeout for all that use it, then silence is silence.
    for (int half = 0; half < 6; half++) {
      log.mark(other).mark(BRIDGE).beat(TWO).pass(500);
    }
    assertThat(told()).noneMatch(fact -> fact.startsWith("silent"));
    for (int half = 0; half < 2; half++) {
      log.mark(other).mark(BRIDGE).beat(TWO).pass(500);
    }
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void oneOfTwoRoutesThatIsGoneForGoodHidesNobodyForEver() {
    log.mark("bridge/1").carriedBeat(ONE, "bridge/1").carriedBeat(ONE, BRIDGE);
    markOnly(Route.MISSING_MS - 1000);
    assertThat(told()).isEmpty();
    markOnly(1500);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void aRouteOfBeforeARestartThatNobodyMarksAnyMoreDelaysNothing() {
    // What is remembered is written with a transition, so with one on the old route.
    markOnly(4000);
    carry(2000);
    log.witness.take();
    log.restart(true).tick().mark("http/other-port");
    log.carriedBeat(ONE, "http/other-port").carriedBeat(ONE, "http/other-port");
    for (int half = 0; half < 25; half++) {
      log.mark("http/other-port").beat(TWO).pass(500);
    }
    assertThat(told()).contains("silent " + ONE + " 1");
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
  @DisplayName("P1 a relay is not gone for a time that nobody saw: a clock that was set forward")
  void timeThatNobodySaw() {
    carryNothing(60_000);
    log.now += 9 * 60_000 + 30_000;
    carryNothing(60_000);
    assertThat(told()).noneMatch(fact -> fact.contains("Silent"));
    assertThat(log.witness.takeInShort()).isEmpty();
  }

  @Test
  void aRouteThatNobodyMarksIsNone() {
    log.beat(ONE, Beat.of(0, 1_000_000), "made up");
    markOnly(4000);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void aClockThatGoesBackHoldsNoRouteUp() {
    log.now -= 3_600_000;
    log.tick().mark(BRIDGE);
    markOnly(LogClock.RECONNECT_MS + 500);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  @DisplayName(
      "R18 nobody is accused while the bridge reads through a burst; who hung is found after")
  void aBurstAccusesNobody() {
    // Beats of both stand behind the burst; the bridge goes on with its marks.
    long read = log.now;
    for (int half = 0; half < 24; half++) {
      log.mark(new Mark(BRIDGE, read, null)).beat(TWO).pass(500);
    }
    assertThat(told()).isEmpty();
    for (int second = 0; second < 3; second++) {
      log.carriedBeat(ONE, BRIDGE);
    }
    log.mark(new Mark(BRIDGE, log.now, null)).beat(TWO).pass(500);
    assertThat(log.witness.take()).hasOnlyElementsOfType(ObserverBlind.class);
    markOnly(4000);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void aBeatThatIsBroughtDoesNotShowThatAllWas() {
    long read = log.now;
    for (int half = 0; half < 24; half++) {
      log.mark(new Mark(BRIDGE, read, null)).carriedBeat("ias/other/1", BRIDGE).beat(TWO).pass(500);
    }
    assertThat(told()).noneMatch(fact -> fact.contains(ONE));
  }

  @Test
  void silenceIsJudgedAtTheTimeThatTheMarkSays() {
    long last = log.now - 500;
    for (int half = 0; half < 12; half++) {
      log.mark(new Mark(BRIDGE, log.now - 2000, null)).beat(TWO).pass(500);
    }
    assertThat(log.witness.take())
        .singleElement()
        .isInstanceOfSatisfying(
            InstanceSilent.class,
            silent -> {
              assertThat(silent.deadline()).isEqualTo(Instant.ofEpochMilli(last + 3000));
              assertThat(silent.judgedAt())
                  .isBetween(silent.deadline(), Instant.ofEpochMilli(last + 3500));
            });
  }

  @Test
  @DisplayName("R18 when the source was out of reach, timeouts begin when the carrier says")
  void aSourceThatWasAway() {
    log.mark(new Mark(BRIDGE, log.now, log.now + 5000)).beat(TWO).pass(500);
    assertThat(log.witness.take()).singleElement().isInstanceOf(ObserverBlind.class);
    markOnly(7000);
    assertThat(told()).isEmpty();
    markOnly(1500);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void whatACarrierSaidBeforeTheClockWasSetBackHoldsNobodyUp() {
    long before = log.now;
    log.now -= 3_600_000;
    log.tick();
    for (long passed = 0; passed < LogClock.RECONNECT_MS + 4000; passed += 500) {
      log.mark(new Mark(BRIDGE, log.now, before)).beat(TWO).pass(500);
    }
    assertThat(told()).contains("silent " + ONE + " 1");
  }
}
