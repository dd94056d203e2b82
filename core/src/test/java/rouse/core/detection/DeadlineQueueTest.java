package rouse.core.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Two queues over the same rows against two sets that keep their order. */
class DeadlineQueueTest {
  private static final int ENTRIES = 90;

  private enum What {
    INTO_FIRST,
    INTO_SECOND,
    OUT,
    REPLACED
  }

  private record Step(int entry, What what) {}

  private InstanceRows rows;

  @Property(tries = 500)
  @Label("each queue holds who was put into it last, in the order of the last time")
  void keepsTheOrder(@ForAll("steps") List<Step> steps) {
    rows = new InstanceRows();
    List<DeadlineQueue> queues = List.of(queue(), queue());
    List<Set<WatchedInstance>> expected = List.of(new LinkedHashSet<>(), new LinkedHashSet<>());
    List<WatchedInstance> entries = new ArrayList<>();
    Stream.generate(this::entry).limit(ENTRIES).forEach(entries::add);
    for (Step step : steps) {
      WatchedInstance pulse = entries.get(step.entry());
      expected.forEach(queue -> queue.remove(pulse));
      switch (step.what()) {
        case INTO_FIRST, INTO_SECOND -> {
          queues.get(step.what().ordinal()).append(pulse);
          expected.get(step.what().ordinal()).add(pulse);
        }
        case OUT -> DeadlineQueue.remove(pulse);
        case REPLACED -> {
          DeadlineQueue.remove(pulse);
          rows.remove(pulse);
          entries.set(step.entry(), entry());
        }
      }
    }
    for (int i = 0; i < queues.size(); i++) {
      assertThat(drained(queues.get(i))).containsExactlyElementsOf(expected.get(i));
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, ENTRIES - 1), Arbitraries.of(What.class))
        .as(Step::new)
        .list()
        .ofMaxSize(600);
  }

  private DeadlineQueue queue() {
    return new DeadlineQueue(rows, 3000, new Route(null));
  }

  private WatchedInstance entry() {
    WatchedInstance pulse = new WatchedInstance("ias/m/1".getBytes(UTF_8), null, null);
    rows.add(pulse);
    return pulse;
  }

  private static List<WatchedInstance> drained(DeadlineQueue queue) {
    List<WatchedInstance> all = new ArrayList<>();
    for (WatchedInstance head = queue.first(); head != null; head = queue.first()) {
      DeadlineQueue.remove(head);
      all.add(head);
    }
    return all;
  }
}
