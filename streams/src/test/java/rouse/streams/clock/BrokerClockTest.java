package rouse.streams.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The broker's clock, as known on a host")
class BrokerClockTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private final BrokerClock clock = new BrokerClock();

  /** A record that was on its way for a second before and a second after it was stamped. */
  private void readBack(Instant stampedByHost, long offsetSeconds) {
    clock.readBack(
        stampedByHost.plusSeconds(offsetSeconds),
        stampedByHost.minusSeconds(1),
        stampedByHost.plusSeconds(1));
  }

  @Test
  @DisplayName("is the host's own while nothing speaks against it, however slow the log is")
  void same() {
    clock.readBack(NOON, NOON.minusSeconds(30), NOON);
    clock.readBack(NOON, NOON, NOON.plusSeconds(30));
    assertThat(clock.hostTime(NOON)).isEqualTo(NOON);
  }

  @Test
  @DisplayName("is known to within the way of a record when the host's is behind")
  void behind() {
    readBack(NOON, 10);
    assertThat(clock.hostTime(NOON.plusSeconds(10))).isEqualTo(NOON.plusSeconds(1));
  }

  @Test
  @DisplayName("is known to within the way of a record when the host's is ahead")
  void ahead() {
    readBack(NOON, -10);
    assertThat(clock.hostTime(NOON.minusSeconds(10))).isEqualTo(NOON.minusSeconds(1));
  }

  @Test
  @DisplayName("follows when one of the two is set right")
  void setRight() {
    readBack(NOON, 10);
    readBack(NOON, 0);
    assertThat(clock.hostTime(NOON)).isBetween(NOON.minusSeconds(1), NOON.plusSeconds(1));
  }
}
