package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.core.evolve.Evolution;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;

/** A state that is made of the recorded events alone, each as it is read from its topic. */
final class SimReplay {
  private final PlatformState rebuilt = PlatformState.empty("ias");

  void recorded(Instant at, String factId, Fact fact, List<DecisionRecord> decisions) {
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
    state.instances().forEach(i -> instances.add(stored(i, InstanceState.class)));
    PlatformState read =
        PlatformState.restored(stored(state.header(), PlatformHeader.class), instances);
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

  private static <T> T stored(T state, Class<T> type) {
    try {
      return Json.STATE_MAPPER.readValue(Json.STATE_MAPPER.writeValueAsBytes(state), type);
    } catch (IOException e) {
      throw new AssertionError("cannot be read again: " + state, e);
    }
  }
}
