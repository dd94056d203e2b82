package rouse.core.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Fact.InstanceHeard;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;

class SilenceLedgerTest {
  private static final String ONE = "ias/app_ui/1";
  private static final String TWO = "ias/app_repo/1";
  private final Log log = Log.watching(true);

  private List<String> told() {
    return log.witness.takeInShort();
  }

  @Test
  @DisplayName("R21 silent exactly at the first tick at or after last beat + timeout")
  void exactToTheTick() {
    log.watch(ONE, 1, 3000, 60_000).beat(ONE);
    long heard = log.now;
    log.now = heard + 950;
    log.tick();
    log.now = heard + 1950;
    log.tick();
    log.now = heard + 2950;
    log.tick();
    log.now = heard + 2999;
    log.tick();
    assertThat(told()).containsExactly("heard " + ONE + " 1 x1");
    log.now = heard + 3000;
    log.tick();

    InstanceSilent silent = (InstanceSilent) log.witness.take().get(0);
    assertThat(silent.lastHeard()).isEqualTo(Instant.ofEpochMilli(heard));
    assertThat(silent.deadline()).isEqualTo(Instant.ofEpochMilli(heard + 3000));
    assertThat(silent.judgedAt()).isEqualTo(Instant.ofEpochMilli(heard + 3000));
    assertThat(silent.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(silent.beatOffset()).isEqualTo(2);
    assertThat(silent.tickOffset()).isEqualTo(log.offset - 1);
    assertThat(log.witness.ids).last().isEqualTo("silent/" + ONE + "/1/2");
  }

  @Test
  @DisplayName("R22 a frozen module is silent, also when its last message is repeated")
  void repeatsAreNoLife() {
    log.watch(ONE, 1, 3000, 60_000).watch(TWO, 1, 3000, 60_000);
    for (int i = 0; i < 10; i++) {
      log.beat(ONE, new Beat(1, 7, Beat.NONE, 1, null)).beat(TWO).pass(1000);
    }
    assertThat(told())
        .containsExactly(
            "heard " + ONE + " 1 x1",
            "heard " + TWO + " 1 x1",
            "heard " + TWO + " 1 x3",
            "silent " + ONE + " 1");
  }

  @Test
  @DisplayName("R22 a repeat of the original time stamp is no life either")
  void repeatedTimeStampIsNoLife() {
    for (int i = 0; i < 20; i++) {
      log.beat(ONE, new Beat(0, Beat.NONE, 143005, 1, null)).pass(1000);
    }
    assertThat(told()).containsExactly("heard " + ONE + " 0 x1", "silent " + ONE + " 0");
  }

  @Test
  void oneFactPerTransition() {
    log.watch(ONE, 1, 3000, 60_000);
    for (int i = 0; i < 100; i++) {
      log.beat(ONE).pass(1000);
    }
    log.pass(60_000);
    log.beat(ONE).pass(100);
    assertThat(told())
        .containsExactly(
            "heard " + ONE + " 1 x1",
            "heard " + ONE + " 1 x3",
            "silent " + ONE + " 1",
            "heard " + ONE + " 1 x1");
    assertThat(log.witness.ids).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("R27 heard again after silence says so")
  void heardAfterSilence() {
    log.watch(ONE, 1, 3000, 60_000).beat(ONE).pass(5000);
    log.witness.take();
    log.beat(ONE);
    assertThat(log.witness.take())
        .singleElement()
        .isEqualTo(
            new InstanceHeard(
                rouse.contracts.platform.InstanceId.parse(ONE),
                1,
                Instant.ofEpochMilli(log.now),
                1,
                false,
                true,
                Duration.ofSeconds(3)));
  }

  @Test
  void startupCountsUntilTheFirstBeat() {
    log.watch(ONE, 1, 3000, 10_000).pass(9900);
    assertThat(told()).isEmpty();
    log.pass(100);
    assertThat(log.witness.take())
        .singleElement()
        .isInstanceOfSatisfying(
            InstanceSilent.class,
            silent -> {
              assertThat(silent.lastHeard()).isNull();
              assertThat(silent.timeout()).isEqualTo(Duration.ofSeconds(10));
              assertThat(silent.beatOffset()).isEqualTo(1);
            });
  }

  @Test
  void statusTellsHealthOnTransitionsOnly() {
    log.watch(ONE, 1, 3000, 60_000);
    int[] status = {1, 0, 0, 1, 1};
    for (int i = 0; i < status.length; i++) {
      log.beat(ONE, new Beat(1, i, Beat.NONE, status[i], null));
    }
    assertThat(told())
        .containsExactly(
            "heard " + ONE + " 1 x1",
            "UNHEALTHY " + ONE,
            "heard " + ONE + " 1 x3",
            "HEALTHY " + ONE);
  }

  @Test
  @DisplayName("R18 an executor that falls silent is told of as a host")
  void hosts() {
    log.watch("host/h1/ias", 0, 10_000, 60_000).beat("host/h1/ias", Beat.ofHost("ias", 1));
    log.beat("host/h2/ias", Beat.ofHost("ias", 1));
    log.pass(10_000);
    assertThat(told())
        .containsExactly("heard host h1", "heard host h2", "silent host h1", "silent host h2");
  }

  @Test
  @DisplayName("R18 an executor's beats do not answer for that of another platform on its host")
  void executorsOfOneHost() {
    log.watch("host/h1/ias", 0, 10_000, 60_000).beat("host/h1/ias", Beat.ofHost("ias", 1));
    log.watch("host/h1/shop", 0, 10_000, 60_000).beat("host/h1/shop", Beat.ofHost("shop", 1));
    log.pass(5_000).beat("host/h1/shop", Beat.ofHost("shop", 2)).pass(5_000);
    assertThat(told()).containsExactly("heard host h1", "heard host h1", "silent host h1");
    assertThat(log.ledger.view().find("host/h1/shop").orElseThrow().state())
        .isEqualTo(LivenessState.HEARD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "ias/x", "ias/x/0", "ias/x/01", "ias/x/+1", "host/x", "IAS/x/1"})
  void refusesKeysThatNameNobody(String key) {
    assertThatIllegalArgumentException().isThrownBy(() -> log.beat(key));
    assertThat(log.ledger.view().size()).isZero();
  }

  @Test
  void refusesAWatchWithoutATimeout() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> log.watch(ONE, 1, 0, 1))
        .withMessageContaining("timeout");
  }

  @Test
  @DisplayName("R20 the state of each is there to be read")
  void view() {
    log.watch(ONE, 4, 3000, 60_000).beat(ONE).pass(4000).beat(ONE).pass(100);
    LedgerView view = log.ledger.view();
    InstanceLiveness sign = view.find(ONE).orElseThrow();
    assertThat(sign.state()).isEqualTo(LivenessState.HEARD);
    assertThat(sign.incarnation()).isEqualTo(4);
    assertThat(sign.lastHeard()).isEqualTo(Instant.ofEpochMilli(log.now - 100));
    assertThat(sign.bars()).hasSize(BeatHistogram.WINDOWS).endsWith(1, 0, 1);
    assertThat(view.newestTick()).contains(Instant.ofEpochMilli(log.now));
    assertThat(view.observer()).isEqualTo(ObserverState.WATCHING);
    log.ledger.loseSight();
    assertThat(view.observer()).isEqualTo(ObserverState.BLIND);
    assertThat(new Log(true).ledger.view().observer()).isEqualTo(ObserverState.RESTORING);
  }
}
