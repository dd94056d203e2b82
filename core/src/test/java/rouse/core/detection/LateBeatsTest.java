package rouse.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
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
}
