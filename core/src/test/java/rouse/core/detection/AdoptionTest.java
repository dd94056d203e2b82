package rouse.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact.InstanceHeard;

/** Who beats without having been declared, and who is expected no longer. */
class AdoptionTest {
  private static final String ONE = "ias/app_ui/1";
  private static final String TWO = "ias/app_repo/1";
  private final Log log = Log.watching(true);

  private List<String> told() {
    return log.witness.takeInShort();
  }

  @Test
  void unwatchedIsNotExpectedAndNotAdopted() {
    log.watch(ONE, 1, 3000, 60_000).beat(ONE).unwatch(ONE, 1).beat(ONE).pass(20_000);
    assertThat(told()).containsExactly("heard " + ONE + " 1 x1");
    assertThat(log.ledger.view().find(ONE).orElseThrow().state())
        .isEqualTo(LivenessState.UNWATCHED);
    log.pass(DeadlineQueues.FORGET_MS);
    assertThat(log.ledger.view().find(ONE)).isEmpty();
    assertThat(log.witness.memory).isEmpty();
  }

  @Test
  @DisplayName("R26 who beats without being declared is adopted: 10 s, then three of its intervals")
  void adoption() {
    log.beat(ONE).pass(9900);
    assertThat(told()).containsExactly("heard " + ONE + " 0 x1");
    log.pass(100);
    assertThat(told()).containsExactly("silent " + ONE + " 0");

    log.beat(TWO).pass(3000).beat(TWO).pass(3000).beat(TWO);
    assertThat(log.witness.take())
        .last()
        .isInstanceOfSatisfying(
            InstanceHeard.class,
            heard -> {
              assertThat(heard.adopted()).isTrue();
              assertThat(heard.beats()).isEqualTo(3);
              assertThat(heard.timeout()).isEqualTo(Duration.ofSeconds(9));
            });
    log.pass(8900);
    assertThat(told()).isEmpty();
    log.pass(100);
    assertThat(told()).containsExactly("silent " + TWO + " 0");
  }

  @Test
  void adoptionCanBeSwitchedOff() {
    Log strict = Log.watching(false).beat(ONE).pass(20_000);
    assertThat(strict.witness.take()).isEmpty();
    assertThat(strict.ledger.view().counters().strangers()).isEqualTo(1);
    assertThat(strict.ledger.view().size()).isZero();
  }

  @Test
  void anAdoptedOneThatStaysSilentIsForgottenInTheEnd() {
    log.beat(ONE).pass(10_000).pass(DeadlineQueues.FORGET_MS - 100);
    assertThat(log.ledger.view().size()).isEqualTo(1);
    log.pass(100);
    assertThat(log.ledger.view().size()).isZero();
  }
}
