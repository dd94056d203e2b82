package rouse.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;

@DisplayName("Beats without an incarnation that a relay brings late")
class LateBeatsTest {
  private static final String ONE = "ias/app/1";
  private static final String BRIDGE = "bridge/0";
  private final Log log = Log.watching(false);

  private void watch(long incarnation) {
    Watch watch = new Watch(incarnation, Duration.ofSeconds(3), Duration.ofSeconds(60), null);
    log.ledger.watch(ONE, watch, log.now, log.offset++);
  }

  @Test
  @DisplayName(
      "B5 prove nothing of a new container, until the relay has brought what was before it")
  void late() {
    long before = log.now;
    log.mark(new Mark(BRIDGE, before, before));
    watch(1);
    log.pass(1000);
    watch(2);
    for (int beat = 0; beat < 5; beat++) {
      log.carriedBeat(ONE, BRIDGE).pass(100);
    }
    assertThat(log.witness.takeInShort()).isEmpty();
    log.mark(new Mark(BRIDGE, log.now, before));
    log.carriedBeat(ONE, BRIDGE);
    assertThat(log.witness.takeInShort()).containsExactly("heard ias/app/1 2 x1");
  }

  @Test
  @DisplayName("P1 may have been its own: it is not silent before it had time to send another")
  void mayHaveBeenItsOwn() {
    Duration timeout = Duration.ofSeconds(3);
    watch(1);
    log.pass(100);
    markUpToNow();
    log.carriedBeat(ONE, BRIDGE);
    log.ledger.unwatch(ONE, new Unwatch(1), log.now, log.offset++);
    log.pass(1000);
    log.ledger.watch(ONE, new Watch(1, timeout, timeout, null), log.now, log.offset++);
    log.pass(3500).carriedBeat(ONE, BRIDGE);
    markUpToNow();
    log.witness.take();
    log.pass(2900);
    markUpToNow();
    log.pass(100);
    assertThat(log.witness.takeInShort()).isEmpty();
    markUpToNow();
    log.pass(100);
    assertThat(log.witness.takeInShort()).containsExactly("silent ias/app/1 1");
  }

  private void markUpToNow() {
    log.mark(new Mark(BRIDGE, log.now, Log.START));
  }
}
