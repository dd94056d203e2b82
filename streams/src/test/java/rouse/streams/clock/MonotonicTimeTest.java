package rouse.streams.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The time that punctuations go by")
class MonotonicTimeTest {
  private static final long START = 1_769_850_000_000L;

  @Test
  @DisplayName("B1 moves on with the monotonic clock alone")
  void movesOn() {
    AtomicLong nanos = new AtomicLong(-7);
    MonotonicTime time = new MonotonicTime(START, nanos::get);
    assertThat(time.milliseconds()).isEqualTo(START);
    nanos.addAndGet(2_500_000_000L);
    assertThat(time.milliseconds()).isEqualTo(START + 2500);
    assertThat(time.hiResClockMs()).isEqualTo(nanos.get() / 1_000_000);
  }

  @Test
  @DisplayName("waits for a condition, and until a deadline of its own clock")
  void waits() throws Exception {
    MonotonicTime time = new MonotonicTime(0, System::nanoTime);
    Object monitor = new Object();
    AtomicBoolean done = new AtomicBoolean();
    Thread other =
        Thread.startVirtualThread(
            () -> {
              synchronized (monitor) {
                done.set(true);
                monitor.notifyAll();
              }
            });
    time.waitObject(monitor, done::get, Long.MAX_VALUE);
    other.join();
    assertThatThrownBy(() -> time.waitObject(monitor, () -> false, time.milliseconds() + 20))
        .isInstanceOf(TimeoutException.class);
  }
}
