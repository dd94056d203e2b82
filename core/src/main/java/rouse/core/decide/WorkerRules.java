package rouse.core.decide;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ScalePolicy;
import rouse.core.scale.CountBounds;
import rouse.core.state.DeclaredModule;
import rouse.core.step.Step;
import rouse.core.text.ReasonNumbers;

/**
 * Workers on request: the next free slot, or the one that the name says ({@code worker_node_3}).
 */
public final class WorkerRules {
  private static final Pattern NUMBERED = Pattern.compile("(.+)_(\\d{1,6})");

  private WorkerRules() {}

  static void requested(Step step, Fact.WorkerRequested fact) {
    String name = fact.module();
    int slot = 0;
    Matcher numbered = NUMBERED.matcher(name);
    if (!step.state().modules().isWanted(name) && numbered.matches()) {
      name = numbered.group(1);
      slot = Integer.parseInt(numbered.group(2));
    }
    DeclaredModule module = OperatorRules.commanded(step, name);
    if (module == null) {
      return;
    }
    String platform = step.state().header().platform();
    int given = slot == 0 ? SlotRules.lowestFree(step.state(), name) : slot;
    boolean there = step.state().wanted(name).stream().anyMatch(i -> i.id().slot() == given);
    if (there) {
      FaultRules.reported(step, new InstanceId(platform, name, given), fact.by(), fact.reason());
    } else if (mayHave(step, module, step.state().wanted(name).size() + 1)) {
      String why = fact.reason() == null ? "requested" : "requested: " + fact.reason();
      step.decide(new Decision.WorkerAdded(new InstanceId(platform, name, given), why));
    }
  }

  static void scaled(Step step, Fact.ScaleRequested fact) {
    DeclaredModule module = OperatorRules.commanded(step, fact.module());
    if (module != null && mayHave(step, module, fact.replicas())) {
      String lasts = fact.lasts() == null ? "" : " for " + ReasonNumbers.duration(fact.lasts());
      String by = fact.by() == null ? "an operator" : fact.by();
      ScaleRules.scale(
          step, module, fact.replicas(), "operator", by + " wants " + fact.replicas() + lasts);
    }
  }

  private static boolean mayHave(Step step, DeclaredModule module, int count) {
    ScalePolicy scale = module.spec().scale();
    CountBounds bounds =
        new CountBounds(
            module.isWorker(),
            scale == null ? null : scale.min(),
            scale == null ? null : scale.max());
    Optional<String> refusal = bounds.refusal(count);
    refusal.ifPresent(why -> OperatorRules.refuse(step, module.spec().name(), why));
    return refusal.isEmpty();
  }
}
