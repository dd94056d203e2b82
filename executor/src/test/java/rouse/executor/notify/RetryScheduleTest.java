package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.settings.Backoff;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;

@DisplayName("A message whose server is away, by the settings as they come")
class RetryScheduleTest {
  private static final Settings SETTINGS = Messages.settings();
  private static final Duration GIVE_UP = SETTINGS.duration(KnownSettings.NOTIFY_GIVE_UP);
  private static final Backoff BACKOFF =
      new Backoff(SETTINGS.duration(KnownSettings.NOTIFY_RETRY), Notifier.LONGEST_WAIT);

  /** When it is tried first once the server is back; null when it was given up before. */
  private static Duration sentAfter(Duration outage, String id) {
    Duration now = Duration.ZERO;
    for (int attempts = 1; now.compareTo(outage) < 0; attempts++) {
      Duration wait = BACKOFF.after(attempts, id);
      assertThat(wait).isPositive();
      now = now.plus(wait);
      if (now.compareTo(GIVE_UP) > 0) {
        return null;
      }
    }
    return now;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 30, 70, 300, 1_800, 3_500})
  @DisplayName("R8 goes out within 75 s of its return, however long it was away within the hour")
  void outage(long seconds) {
    Duration outage = Duration.ofSeconds(seconds);
    for (int id = 0; id < 1_000; id++) {
      Duration sent = sentAfter(outage, "message-" + id);
      if (seconds <= 1_800) {
        assertThat(sent).isNotNull();
      }
      if (sent != null) {
        assertThat(sent.minus(outage)).isLessThanOrEqualTo(Duration.ofSeconds(75));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3_601, 86_400})
  @DisplayName("R8 is given up after an hour, after some sixty attempts and not thousands")
  void givenUp(long seconds) {
    assertThat(sentAfter(Duration.ofSeconds(seconds), "message")).isNull();
    Duration sum = Duration.ZERO;
    int attempts = 0;
    while (sum.compareTo(GIVE_UP) <= 0) {
      sum = sum.plus(BACKOFF.after(++attempts, "message"));
    }
    assertThat(attempts).isBetween(50, 90);
  }
}
