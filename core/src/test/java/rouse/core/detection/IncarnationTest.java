package rouse.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.Incarnations;

/** Beats and watches of several incarnations. */
class IncarnationTest {
  private static final String ONE = "ias/app_ui/1";
  private final Log log = Log.watching(true);

  private List<String> told() {
    return log.witness.takeInShort();
  }

  @Test
  void beatsOfAnOlderIncarnationDoNotCount() {
    log.watch(ONE, 2, 3000, 5000);
    for (int i = 0; i < 6; i++) {
      log.beat(ONE, Beat.of(1, i)).pass(1000);
    }
    assertThat(told()).containsExactly("silent " + ONE + " 2");
    assertThat(log.ledger.view().counters().outdated()).isEqualTo(6);
  }

  @Test
  void aNewerIncarnationThatBeatBeforeItsWatchIsHeardWithIt() {
    log.watch(ONE, 1, 3000, 60_000).beat(ONE).beat(ONE, Beat.of(2, 1)).beat(ONE, Beat.of(2, 2));
    assertThat(told()).containsExactly("heard " + ONE + " 1 x1");
    log.watch(ONE, 2, 3000, 60_000);
    assertThat(told()).containsExactly("heard " + ONE + " 2 x1");
    log.beat(ONE, Beat.of(2, 3)).beat(ONE, Beat.of(2, 4)).pass(3000);
    assertThat(told()).containsExactly("heard " + ONE + " 2 x3", "silent " + ONE + " 2");
  }

  @Test
  @DisplayName("R22 a beat of an incarnation that nobody ordered is no life and changes nothing")
  void aNumberThatNobodyOrderedCountsForNothing() {
    log.watch(ONE, 1, 3000, 5000).beat(ONE, Beat.of(1, 1));
    log.beat(ONE, Beat.of(Incarnations.HIGHEST, 1)).pass(2900);
    log.beat(ONE, Beat.of(1, 2)).beat(ONE, Beat.of(1, 3));
    assertThat(told()).containsExactly("heard " + ONE + " 1 x1", "heard " + ONE + " 1 x3");
    log.beat(ONE, Beat.of(Incarnations.HIGHEST, 2)).pass(3000);
    assertThat(told()).as("it hides no silence").containsExactly("silent " + ONE + " 1");
    log.watch(ONE, 2, 3000, 5000).beat(ONE, Beat.of(2, 1));
    assertThat(told()).containsExactly("heard " + ONE + " 2 x1");
    assertThat(log.ledger.view().counters().early()).isEqualTo(2);
  }

  @Test
  @DisplayName("R22 what beats claimed before anybody declared it gives way to what is declared")
  void aClaimGivesWayToAWatch() {
    log.beat(ONE, Beat.of(Incarnations.HIGHEST, 1));
    log.witness.take();
    log.watch(ONE, 1, 3000, 5000).beat(ONE, Beat.of(1, 1));
    assertThat(told()).containsExactly("heard " + ONE + " 1 x1");
  }

  @Test
  void aNewIncarnationMayBeginWithTheSameSequence() {
    log.watch(ONE, 1, 3000, 60_000).beat(ONE, Beat.of(1, 1));
    log.watch(ONE, 2, 3000, 60_000).beat(ONE, Beat.of(2, 1));
    assertThat(told()).containsExactly("heard " + ONE + " 1 x1", "heard " + ONE + " 2 x1");
  }

  @Test
  void aWatchOfASilentOneExpectsItAnewWithAnIdOfItsOwn() {
    log.watch(ONE, 1, 3000, 5000).pass(5000).watch(ONE, 1, 3000, 5000).pass(5000);
    assertThat(told()).containsExactly("silent " + ONE + " 1", "silent " + ONE + " 1");
    assertThat(log.witness.ids).doesNotHaveDuplicates();
  }

  @Test
  void anUnwatchOfAnOlderIncarnationChangesNothing() {
    log.watch(ONE, 2, 3000, 5000).unwatch(ONE, 1).pass(5000);
    assertThat(told()).containsExactly("silent " + ONE + " 2");
  }

  @Test
  void aBeatThatWasFasterThanTheWatchAfterAnUnwatchIsHeardWithTheWatch() {
    log.watch(ONE, 1, 3000, 60_000).beat(ONE, Beat.of(1, 9)).unwatch(ONE, 1);
    log.witness.take();
    log.beat(ONE, Beat.of(2, 1));
    assertThat(told()).isEmpty();
    log.watch(ONE, 2, 3000, 60_000);
    assertThat(told()).containsExactly("heard " + ONE + " 2 x1");
    log.beat(ONE, Beat.of(2, 2)).beat(ONE, Beat.of(2, 3)).pass(3000);
    assertThat(told()).containsExactly("heard " + ONE + " 2 x3", "silent " + ONE + " 2");
  }

  @Test
  void itIsToldOnceMoreUnderTheSameIdWhenItsWatchIsReadAgain() {
    log.watch(ONE, 1, 3000, 60_000).unwatch(ONE, 1).beat(ONE, Beat.of(2, 1));
    log.witness.take();
    long watchAt = log.offset;
    log.watch(ONE, 2, 3000, 60_000);
    log.restart(true).offset = watchAt;
    log.watch(ONE, 2, 3000, 60_000);
    assertThat(told())
        .containsExactly("heard " + ONE + " 2 x1", "heard " + ONE + " 2 x1", "HEALTHY " + ONE);
    assertThat(log.witness.ids).filteredOn(id -> id.startsWith("heard/")).hasSize(2);
    assertThat(Set.copyOf(log.witness.ids)).filteredOn(id -> id.startsWith("heard/")).hasSize(1);
  }

  @Test
  void beatsOfTheContainerThatWasLetGoAreNotThoseOfTheNext() {
    log.watch(ONE, 1, 3000, 5000).unwatch(ONE, 1).beat(ONE, Beat.of(1, 7));
    log.watch(ONE, 2, 3000, 5000).pass(4900);
    assertThat(told()).isEmpty();
    log.pass(100);
    assertThat(told()).containsExactly("silent " + ONE + " 2");
  }

  @Test
  void whatStopsBeatsStillAndIsNotHeardWhenItIsExpectedAgain() {
    log.watch(ONE, 1, 3000, 5000).beat(ONE, Beat.of(1, 7));
    log.witness.take();
    log.unwatch(ONE, 1).beat(ONE, Beat.of(1, 8)).watch(ONE, 1, 3000, 5000);
    assertThat(told()).isEmpty();
  }

  @Test
  void aBeatBeforeOneWatchIsNotHeardWithALaterOne() {
    log.watch(ONE, 1, 3000, 5000).unwatch(ONE, 1).beat(ONE, Beat.of(3, 1));
    log.watch(ONE, 2, 3000, 5000).unwatch(ONE, 2).watch(ONE, 3, 3000, 5000);
    assertThat(told()).isEmpty();
  }
}
