package rouse.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Event;
import rouse.contracts.event.StateLayout;
import rouse.core.evolve.Evolution;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.Layouts;
import rouse.core.state.PlatformState;

/**
 * The state that was committed: made of the recorded events alone, each as it is read from its
 * topic. Whoever takes over begins with it.
 */
final class SimReplay {
  private static final String LAYOUT = "layout";
  private final boolean fromBytes;
  private PlatformState rebuilt = PlatformState.empty("ias");

  /**
   * @param fromBytes whether each event is written and read, as from its topic, which takes most of
   *     a run's time
   */
  SimReplay(boolean fromBytes) {
    this.fromBytes = fromBytes;
  }

  void recorded(SimLog.Entry entry, List<DecisionRecord> decisions) {
    if (!fromBytes) {
      Evolution.fold(rebuilt, entry.time(), entry.id(), entry.fact(), decisions);
      return;
    }
    List<DecisionRecord> read =
        decisions.stream()
            .map(
                d ->
                    new DecisionRecord(
                        d.id(), d.causationId(), d.correlationId(), read(d.body()), d.elsewhere()))
            .toList();
    Evolution.fold(rebuilt, entry.time(), entry.id(), read(entry.fact()), read);
  }

  void isAs(PlatformState live) {
    isAs("rebuilt from the events", rebuilt, live);
  }

  private static void isAs(String how, PlatformState one, PlatformState other) {
    assertThat(one.header()).as(how).isEqualTo(other.header());
    assertThat(one.instances()).as(how).isEqualTo(other.instances());
    assertThat(one.nextDue()).as(how).isEqualTo(other.nextDue());
  }

  /** As a process has it that starts with what the one before it has stored. */
  PlatformState state() {
    List<InstanceState> instances = new ArrayList<>();
    rebuilt.instances().forEach(i -> instances.add(stored(i, Layouts.INSTANCE)));
    PlatformState read = restored(stored(rebuilt.header(), Layouts.HEADER), instances);
    isAs("written and read", read, rebuilt);
    return read;
  }

  private PlatformState restored(
      rouse.core.state.PlatformHeader header, List<InstanceState> instances) {
    PlatformState read = PlatformState.restored(header, instances);
    read.recentFacts().addAll(rebuilt.recentFacts());
    return read;
  }

  /**
   * It is as another version of Rouse has stored it: the one before, which counted no runs and knew
   * no updates, or one to come, with more than is known here.
   */
  void passThrough(boolean older) {
    List<InstanceState> instances = new ArrayList<>();
    for (InstanceState i : rebuilt.instances()) {
      ObjectNode tree = (ObjectNode) Layouts.INSTANCE.toTree(i);
      if (tree.get("incident") instanceof ObjectNode incident && older) {
        incident.remove("runs");
      }
      instances.add(read(ofVersion(tree, older), Layouts.INSTANCE));
    }
    ObjectNode header = (ObjectNode) Layouts.HEADER.toTree(rebuilt.header());
    if (older && rebuilt.header().updates().isEmpty()) {
      header.remove("updates");
    }
    PlatformState read = restored(read(ofVersion(header, older), Layouts.HEADER), instances);
    if (!older) {
      isAs("of a newer version", read, rebuilt);
    }
    rebuilt = read;
  }

  private static ObjectNode ofVersion(ObjectNode tree, boolean older) {
    if (older) {
      tree.remove(LAYOUT);
    } else {
      addUnknown(tree);
      tree.put(LAYOUT, tree.get(LAYOUT).asInt() + 1);
    }
    return tree;
  }

  /** Records only: the fields of a map are names of hosts and modules. */
  private static void addUnknown(ObjectNode tree) {
    for (JsonNode child : tree) {
      if (child instanceof ObjectNode object && (object.has("incarnation") || object.has("at"))) {
        object.put("unknownYet", true);
      }
    }
    tree.putObject("unknownYet").put("more", 1);
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

  private static <T> T read(JsonNode tree, StateLayout<T> layout) {
    try {
      return layout.fromTree(tree);
    } catch (IOException e) {
      throw new AssertionError("cannot be read: " + tree, e);
    }
  }
}
