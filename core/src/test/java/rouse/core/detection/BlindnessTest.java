package rouse.core.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact.ObserverBlind;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;

/** What the observer did not see accuses nobody. */
class BlindnessTest {
  private static final String ONE = "ias/app_ui/1";
  private static final String TWO = "ias/app_repo/1";
  private static final String THREE = "ias/deployer/1";
  private final Log log = Log.watching(true);

  /** Nobody watches, and the broker takes beats. */
  private void othersBeat(long ms) {
    for (long passed = 0; passed < ms; passed += 1000) {
      log.now += 1000;
      log.beat(THREE);
    }
  }

  private List<String> told() {
    return log.witness.takeInShort();
  }

  @Test
  @DisplayName("R21 after a gap between ticks everybody has a full timeout from the later tick")
  void gapAccusesNobody() {
    log.watch(THREE, 1, 60_000, 60_000).watch(ONE, 1, 3000, 60_000).beat(ONE).pass(2000);
    othersBeat(30_000);
    log.tick();
    assertThat(log.witness.take())
        .last()
        .isEqualTo(
            new ObserverBlind(
                "ias",
                0,
                Instant.ofEpochMilli(log.now - 30_000),
                Instant.ofEpochMilli(log.now),
                "gap"));
    log.pass(2900);
    assertThat(told()).isEmpty();
    log.pass(100);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  @DisplayName("R21 after the log stood still clients have time to find the broker again")
  void brokerWasAway() {
    log.watch(ONE, 1, 3000, 60_000).watch(TWO, 1, 12_000, 60_000).beat(ONE).beat(TWO).pass(2000);
    log.now += 30_000;
    log.tick();
    told();
    log.pass(9900);
    assertThat(told()).isEmpty();
    log.pass(100);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
    log.pass(1900);
    assertThat(told()).isEmpty();
    log.pass(100);
    assertThat(told()).containsExactly("silent " + TWO + " 1");
  }

  @Test
  void ticksOfAnotherRunCloseGapsAndJudgeNobody() {
    log.watch(ONE, 1, 3000, 60_000).beat(ONE);
    for (int i = 0; i < 50; i++) {
      log.now += 100;
      log.foreignTick();
    }
    assertThat(told()).containsExactly("heard " + ONE + " 1 x1");
    log.now += 100;
    log.tick();
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void aClockThatGoesBackAccusesNobody() {
    log.watch(ONE, 1, 3000, 60_000).watch(TWO, 1, 3000, 60_000).beat(ONE).pass(1000).beat(TWO);
    log.now -= 3_600_000;
    log.tick();
    assertThat(log.witness.take())
        .last()
        .isInstanceOfSatisfying(
            ObserverBlind.class, blind -> assertThat(blind.cause()).isEqualTo("clock-back"));
    log.pass(9900);
    assertThat(told()).isEmpty();
    log.pass(100);
    assertThat(told()).containsExactlyInAnyOrder("silent " + ONE + " 1", "silent " + TWO + " 1");
  }

  @Test
  void afterARestartEverybodyHasAFreshTimeoutAndNobodyIsToldOfTwice() {
    log.watch(ONE, 1, 3000, 60_000);
    log.beat(ONE).pass(500).beat(ONE).pass(500).beat(ONE).pass(500);
    log.witness.take();
    log.restart(true);
    log.ledger.restoreLastTick(log.now);
    log.now += 60_000;
    log.tick();
    assertThat(log.witness.take())
        .singleElement()
        .isInstanceOfSatisfying(
            ObserverBlind.class,
            blind -> {
              assertThat(blind.cause()).isEqualTo("restart");
              assertThat(blind.from()).isEqualTo(Instant.ofEpochMilli(log.now - 60_000));
            });
    log.pass(8000).beat(ONE).pass(2900);
    assertThat(told()).isEmpty();
    log.pass(100);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
  }

  @Test
  void whatASilentOneSentBeforeACrashIsNoReturnWhenReadAgain() {
    log.watch(ONE, 1, 3000, 60_000).beat(ONE, Beat.of(1, 1)).pass(1000);
    long replayed = log.offset;
    log.beat(ONE, Beat.of(1, 2)).pass(3000);
    log.witness.take();
    log.restart(true);
    log.ledger.beat(ONE.getBytes(UTF_8), Beat.of(1, 2), null, log.now, replayed);
    assertThat(told()).isEmpty();
    log.tick().beat(ONE, Beat.of(1, 2)).pass(10_000);
    assertThat(told()).containsExactly("silent " + ONE + " 1");
    assertThat(log.witness.ids.stream().filter(id -> id.startsWith("silent")).distinct())
        .hasSize(1);
  }

  @Test
  void aTransitionThatIsReadAgainAfterACrashIsToldAgainUnderItsId() {
    log.watch(ONE, 1, 3000, 60_000);
    long first = log.offset;
    log.beat(ONE, Beat.of(1, 1));
    log.restart(true);
    log.ledger.beat(ONE.getBytes(UTF_8), Beat.of(1, 1), null, log.now, first);
    assertThat(log.witness.ids.stream().filter(id -> id.startsWith("heard")))
        .containsExactly("heard/" + ONE + "/1/2/1", "heard/" + ONE + "/1/2/1");
  }

  @Test
  void anotherLogWithOldOffsetsIsNotTakenForARepeat() {
    log.pass(60_000).watch(ONE, 1, 3000, 60_000).beat(ONE);
    log.restart(true);
    log.offset = 0;
    log.tick();
    for (int i = 0; i < 10; i++) {
      log.beat(ONE).pass(1000);
    }
    assertThat(told()).doesNotContain("silent " + ONE + " 1");
  }
}
