package rouse.executor.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;

class OffsetTrackerTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  @Property
  @Label("R8 what is committed is never beyond a record that is still in flight")
  void commitsUpToTheFirstThatIsNotDone(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 29) Integer> ends) {
    OffsetTracker progress = new OffsetTracker();
    for (long offset = 0; offset < 30; offset++) {
      progress.begin(PARTITION, offset, 10);
    }
    Set<Integer> done = new HashSet<>();
    List<Long> committed = new ArrayList<>();
    for (int offset : ends) {
      if (done.add(offset)) {
        progress.end(PARTITION, offset);
      }
      Map<TopicPartition, Long> taken = new java.util.HashMap<>();
      progress.committable().forEach((p, o) -> taken.put(p, o.offset()));
      progress.committed(progress.committable());
      long expected = 0;
      while (done.contains((int) expected)) {
        expected++;
      }
      if (taken.containsKey(PARTITION)) {
        committed.add(taken.get(PARTITION));
      }
      assertThat(committed.isEmpty() ? 0 : committed.getLast()).isEqualTo(expected);
      int open = 30 - done.size();
      assertThat(progress.isFull(PARTITION, open, Long.MAX_VALUE)).isTrue();
      assertThat(progress.isFull(PARTITION, open + 1, 10L * open)).isFalse();
      assertThat(progress.isFull(PARTITION, open + 1, 10L * open - 1)).isTrue();
    }
    assertThat(committed).isSorted().doesNotHaveDuplicates();
    assertThat(progress.isIdle()).isEqualTo(done.size() == 30);
    progress.lose(Set.of(PARTITION));
    assertThat(progress.committable()).isEmpty();
  }
}
