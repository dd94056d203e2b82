package rouse.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.event.StateLayout;
import rouse.core.evolve.Evolution;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.Layouts;
import rouse.core.state.PlatformState;

/** A state that is made of the recorded events alone, each as it is read from its topic. */
final class SimReplay {
  private final PlatformState rebuilt = PlatformState.empty("ias");
  private final boolean fromBytes;

  /**
   * @param fromBytes whether each event is written and read, as from its topic, which takes most of
   *     a run's time
   */
  SimReplay(boolean fromBytes) {
    this.fromBytes = fromBytes;
  }

  void recorded(Instant at, String factId, Fact fact, List<DecisionRecord> decisions) {
    if (!fromBytes) {
      Evolution.fold(rebuilt, at, factId, fact, decisions);
      return;
    }
    List<DecisionRecord> read =
        decisions.stream()
            .map(
                d ->
                    new DecisionRecord(
                        d.id(), d.causationId(), d.correlationId(), read(d.body()), d.elsewhere()))
            .toList();
    Evolution.fold(rebuilt, at, factId, read(fact), read);
  }

  void isAs(PlatformState live) {
    assertThat(rebuilt.header()).as("rebuilt from the events").isEqualTo(live.header());
    assertThat(rebuilt.instances()).as("rebuilt from the events").isEqualTo(live.instances());
    assertThat(rebuilt.nextDue()).as("rebuilt from the events").isEqualTo(live.nextDue());
  }

  /** The state as a process has it that starts with what the one before it has stored. */
  static PlatformState writtenAndRead(PlatformState state) {
    List<InstanceState> instances = new ArrayList<>();
    state.instances().forEach(i -> instances.add(stored(i, Layouts.INSTANCE)));
    PlatformState read = PlatformState.restored(stored(state.header(), Layouts.HEADER), instances);
    read.recentFacts().addAll(state.recentFacts());
    assertThat(read.header()).as("written and read").isEqualTo(state.header());
    assertThat(read.instances()).as("written and read").isEqualTo(state.instances());
    assertThat(read.nextDue()).as("written and read").isEqualTo(state.nextDue());
    return read;
  }

  private static <E extends Event> E read(E body) {
    @SuppressWarnings("unchecked")
    Class<E> type = (Class<E>) body.getClass();
    return CloudEvents.readBody(type, CloudEvents.body(body));
  }

  private static <T> T stored(T state, StateLayout<T> layout) {
    try {
      return layout.read(layout.write(state));
    } catch (IOException e) {
      throw new AssertionError("cannot be read again: " + state, e);
    }
  }
}
