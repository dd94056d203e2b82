package rouse.core.decide;

import java.util.List;
import java.util.TreeSet;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.ScalePolicy;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.InstanceTimer;
import rouse.core.state.ModuleUpdate;
import rouse.core.state.PlatformState;
import rouse.core.state.RecoveryProgress;

/** Which slots of a module are wanted. */
public final class SlotAllocation {
  private SlotAllocation() {}

  /**
   * Makes instances of a declared module wanted: as many as an operator wants; else, while the
   * declared number stays, as many as there are; else as many as declared. What waits for its next
   * attempt with another definition is tried at once with the new one.
   *
   * @param former what the declaration before said; null when there was none
   */
  static void want(Step step, DeclaredModule module, DeclaredModule former) {
    int declared = module.spec().replicas();
    int has = wanted(step.state(), module.spec().name()).size();
    boolean keep = former != null && former.spec().replicas() == declared && has > 0;
    Integer intended = step.state().header().intent(module.spec().name()).replicas();
    ScalePolicy scale = module.spec().scale();
    int count = keep ? has : declared;
    if (intended != null && scale != null) {
      count = Math.clamp(intended, scale.min(), scale.max());
    }
    scaleTo(step, module, count);
    boolean changed =
        former != null
            && !(former.spec().definition().equals(module.spec().definition())
                && former.spec().restart().equals(module.spec().restart()));
    for (InstanceState i : step.state().instancesOf(module.spec().name())) {
      RecoveryProgress effort = i.effort().givingUp(null);
      boolean waits = effort.timer() != null && effort.timer().kind() == InstanceTimer.Kind.RETRY;
      step.put(i.with(changed && waits ? effort.with((InstanceTimer) null) : effort));
      if (changed) {
        judgeAnew(step, step.get(i.id()));
      }
    }
  }

  /** Another definition: how the one before failed says nothing of it. */
  private static void judgeAnew(Step step, InstanceState i) {
    if (i.incident() != null && i.incident().failed()) {
      RecoveryRules.close(step, i, "withdrawn");
    }
    step.put(step.get(i.id()).ofAnotherDefinition());
  }

  /** Adds the lowest free slots, or drops the highest ones. */
  static void scaleTo(Step step, DeclaredModule module, int count) {
    String name = module.spec().name();
    TreeSet<Integer> slots = new TreeSet<>();
    wanted(step.state(), name).forEach(i -> slots.add(i.id().slot()));
    for (int slot = 1; slots.size() < count; slot++) {
      if (!isSurge(step.state(), name, slot) && slots.add(slot)) {
        add(step, new InstanceId(step.state().header().platform(), name, slot));
      }
    }
    for (InstanceState i : step.state().instancesOf(name).reversed()) {
      int slot = i.id().slot();
      boolean stray = i.desired() == DesiredState.ADOPTED && i.seen().containerId() != null;
      if (stray || (slots.contains(slot) && slots.size() > count)) {
        slots.remove(slot);
        drop(step, i);
      }
    }
  }

  /** The slot is wanted from now on, whatever is in it. */
  static void add(Step step, InstanceId id) {
    InstanceState i = step.get(id);
    if (i.desired() != DesiredState.HELD) {
      step.put(i.with(DesiredState.RUNNING));
    }
  }

  static int lowestFree(PlatformState state, String module) {
    List<Integer> taken = wanted(state, module).stream().map(i -> i.id().slot()).toList();
    int slot = 1;
    while (taken.contains(slot) || isSurge(state, module, slot)) {
      slot++;
    }
    return slot;
  }

  /** Without what an update runs besides, until that takes the place of another. */
  public static List<InstanceState> wanted(PlatformState state, String module) {
    return state.instancesOf(module).stream()
        .filter(i -> i.desired() == DesiredState.RUNNING || i.desired() == DesiredState.HELD)
        .filter(i -> !isSurge(state, i.id().module(), i.id().slot()))
        .toList();
  }

  private static boolean isSurge(PlatformState state, String module, int slot) {
    ModuleUpdate update = state.header().update(module);
    return update != null && update.surges().containsKey(slot);
  }

  /** The slot is no longer wanted: its incident is over, what is left of it will be retired. */
  static void drop(Step step, InstanceState i) {
    if (i.desired() == DesiredState.GONE) {
      return;
    }
    RecoveryProgress effort = i.effort().with((InstanceTimer) null).waitingFor(null);
    InstanceState now = i.with(DesiredState.GONE).with(effort);
    step.put(now);
    if (now.incident() != null) {
      RecoveryRules.close(step, now, "withdrawn");
    }
  }

  /** For a container of ours that no declaration has named while we remember. */
  static ModuleSpec unknownSpec(String name) {
    return new ModuleSpec(
        name,
        ModuleSpec.Kind.MODULE,
        null,
        0,
        null,
        null,
        List.of(),
        null,
        ModuleSpec.Supervisor.DECIDER,
        null,
        false,
        false,
        null);
  }
}
