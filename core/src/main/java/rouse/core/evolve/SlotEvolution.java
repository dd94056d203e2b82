package rouse.core.evolve;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ScalePolicy;
import rouse.core.scale.RetireOrder;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.state.recovery.RecoveryProgress;

/** Which slots of a module are wanted. */
final class SlotEvolution {
  private SlotEvolution() {}

  /**
   * Makes instances of a declared module wanted: as many as an operator wants; else, while the
   * declared number stays, as many as there are; else as many as declared. What waits for its next
   * attempt with another definition is tried at once with the new one.
   *
   * @param former what the declaration before said; null when there was none
   */
  static void want(Evolution e, DeclaredModule module, DeclaredModule former) {
    String name = module.spec().name();
    int declared = module.spec().replicas();
    int has = e.state().wanted(name).size();
    boolean keep = former != null && former.spec().replicas() == declared && has > 0;
    Integer intended = e.state().header().intent(name).replicas();
    ScalePolicy scale = module.spec().scale();
    int count = intended != null && scale != null ? intended : keep ? has : declared;
    if (scale != null) {
      count = Math.clamp(count, scale.min(), scale.max());
    }
    scaleTo(e, module, count);
    boolean changed = former != null && module.isAnotherThan(former);
    for (InstanceState i : e.state().instancesOf(name)) {
      RecoveryProgress effort = i.effort().givingUp(null);
      boolean waits = effort.timer() != null && effort.timer().kind() == InstanceTimer.Kind.RETRY;
      InstanceState now = i.with(changed && waits ? effort.withoutTimer() : effort);
      e.put(changed ? now.ofAnotherDefinition() : now);
    }
  }

  /** Adds the lowest free slots, or drops those that are missed least. */
  private static void scaleTo(Evolution e, DeclaredModule module, int count) {
    String name = module.spec().name();
    addUpTo(e, name, count);
    e.state().instancesOf(name).stream()
        .filter(i -> i.desired() == DesiredState.ADOPTED && i.seen().containerId() != null)
        .forEach(i -> drop(e, i));
    List<InstanceState> wanted = e.state().wanted(name);
    RetireOrder.first(wanted.size() - count, wanted, i -> i.definitionDiffers(module), Set.of())
        .forEach(i -> drop(e, i));
  }

  /** Adds the lowest free slots. */
  static void addUpTo(Evolution e, String module, int count) {
    TreeSet<Integer> slots = new TreeSet<>();
    e.state().wanted(module).forEach(i -> slots.add(i.id().slot()));
    for (int slot = 1; slots.size() < count; slot++) {
      if (!e.state().isSurge(module, slot) && slots.add(slot)) {
        add(e, new InstanceId(e.state().header().platform(), module, slot));
      }
    }
  }

  /** The slot is wanted from now on, whatever is in it. */
  private static void add(Evolution e, InstanceId id) {
    InstanceState i = e.get(id);
    if (i.desired() != DesiredState.HELD) {
      e.put(i.with(DesiredState.RUNNING));
    }
  }

  /** The slot is no longer wanted: what is left of it will be retired. */
  static void drop(Evolution e, InstanceState i) {
    if (i.desired() != DesiredState.GONE) {
      e.put(i.with(DesiredState.GONE).with(i.effort().withoutTimer().waitingFor(null)));
    }
  }
}
