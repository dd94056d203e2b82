package rouse.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.status.Restoring;

@DisplayName("How far stores have been read back")
class RestorationTest {
  private static final TopicPartition ONE = new TopicPartition("one-changelog", 0);
  private static final TopicPartition TWO = new TopicPartition("two-changelog", 3);
  private final Restoration restoration = new Restoration();

  @Test
  @DisplayName("is the sum of what is left of all that are being read")
  void sum() {
    assertThat(restoration.now()).isEmpty();
    restoration.onRestoreStart(ONE, "one", 100, 1100);
    restoration.onRestoreStart(TWO, "two", 0, 50);
    assertThat(restoration.now()).contains(new Restoring(1050));
    restoration.onBatchRestored(ONE, "one", 599, 480);
    assertThat(restoration.now()).contains(new Restoring(550));
  }

  @Test
  @DisplayName("is zero when only markers are left, and nothing when all has been read or left off")
  void end() {
    restoration.onRestoreStart(ONE, "one", 0, 10);
    restoration.onRestoreStart(TWO, "two", 0, 10);
    restoration.onBatchRestored(ONE, "one", 9, 9);
    restoration.onRestoreSuspended(TWO, "two", 0);
    assertThat(restoration.now()).contains(new Restoring(0));
    restoration.onRestoreEnd(ONE, "one", 9);
    assertThat(restoration.now()).isEmpty();
  }

  @Test
  @DisplayName("is not confused by a batch of what is no longer read")
  void late() {
    restoration.onRestoreStart(ONE, "one", 0, 10);
    restoration.onRestoreSuspended(ONE, "one", 0);
    restoration.onBatchRestored(ONE, "one", 5, 5);
    assertThat(restoration.now()).isEmpty();
  }
}
