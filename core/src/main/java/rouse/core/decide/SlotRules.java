package rouse.core.decide;

import java.util.List;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;
import rouse.core.step.Step;

/** What follows for slots that are no longer wanted, and which one is free. */
final class SlotRules {
  private SlotRules() {}

  static int lowestFree(PlatformState state, String module) {
    List<Integer> taken = state.wanted(module).stream().map(i -> i.id().slot()).toList();
    int slot = 1;
    while (taken.contains(slot) || state.isSurge(module, slot)) {
      slot++;
    }
    return slot;
  }

  /** The incidents of slots that are no longer wanted are over. */
  static void closeDropped(Step step) {
    for (InstanceId id : step.evolution().concerned()) {
      InstanceState i = step.get(id);
      if (i.desired() == DesiredState.GONE && i.incident() != null) {
        RecoveryRules.close(step, i, "withdrawn");
      }
    }
  }
}
