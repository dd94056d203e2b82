package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PartitionProgressTest {

  @Property
  @Label("R8 what is committed is never beyond a message that is still under way")
  void commitsTheLowestUnfinished(
      @ForAll @Size(max = 60) List<@IntRange(min = -1, max = 30) Integer> steps) {
    PartitionProgress progress = new PartitionProgress(100);
    TreeSet<Long> open = new TreeSet<>();
    long next = 100;
    for (int step : steps) {
      if (step < 0) {
        open.add(next);
        progress.begin(next++, 10);
      } else if (!open.isEmpty()) {
        Long one = open.stream().skip(step % open.size()).findFirst().orElseThrow();
        open.remove(one);
        progress.done(one);
      }
      long expected = open.isEmpty() ? next : open.first();
      assertThat(progress.committable()).isEqualTo(expected == 100 ? -1 : expected);
      assertThat(progress.openCount()).isEqualTo(open.size());
      assertThat(progress.openBytes()).isEqualTo(10L * open.size());
    }
    progress.committed(next);
    assertThat(progress.committable()).isEqualTo(-1);
  }
}
