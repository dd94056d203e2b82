package rouse.core.evolve;

import java.util.ArrayList;
import java.util.List;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ScalePolicy;
import rouse.core.scale.ReplicaCalculator.Why;
import rouse.core.scale.ScaleAssessment;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleScaling;
import rouse.core.state.PlatformHeader;

/** What load changes: what is remembered of it, and how many workers are wanted. */
final class LoadEvolution {
  private LoadEvolution() {}

  /** Its recommendation is remembered, since the ones of some minutes bound what is done. */
  static void observed(Evolution e, Fact.LoadObserved fact) {
    String name = fact.module();
    PlatformHeader header = e.state().header();
    DeclaredModule module = e.state().modules().commanded(name);
    ScalePolicy policy = module == null ? null : module.spec().scale();
    ModuleScaling before = header.scaling(name);
    if (policy == null || !policy.followsLoad() || before.hasTakenIn(fact.to())) {
      return;
    }
    List<InstanceState> workers = e.state().wanted(name);
    ScaleAssessment asked = ScaleAssessment.of(policy, workers, fact);
    ModuleScaling after =
        before.observed(
            policy, fact.to(), e.at(), workers.size(), asked.recommended(), asked.numbers());
    List<String> over = new ArrayList<>();
    if (asked.why() != Why.NO_LOAD) {
      over.add("no-load");
    }
    if (asked.why() != Why.NO_LOAD && asked.numbers().missing().isEmpty()) {
      over.add("missing");
    }
    e.put(header.with(name, after.noLonger(over)));
  }

  /** Another number is wanted: the lowest free slots are added, or those that it names are gone. */
  static void scaled(Evolution e, DecisionRecord decided, Decision.Scaled scaled) {
    String name = scaled.module();
    boolean byLoad = scaled.cause().equals("load");
    String text = "from %d to %d: %s".formatted(scaled.from(), scaled.to(), scaled.reason());
    PlatformHeader header = e.state().header();
    e.put(
        header.with(
            name,
            header
                .scaling(name)
                .scaled(e.at(), scaled.to() - scaled.from(), byLoad, last(e, decided, text))));
    for (int slot : scaled.retired()) {
      SlotEvolution.drop(e, e.get(new InstanceId(header.platform(), name, slot)));
    }
    SlotEvolution.addUpTo(e, name, scaled.to());
  }

  static void held(Evolution e, DecisionRecord decided, Decision.ScalingHeld held) {
    String text = "stays at %d: %s".formatted(held.replicas(), held.reason());
    PlatformHeader header = e.state().header();
    e.put(
        header.with(
            held.module(),
            header.scaling(held.module()).held(held.cause(), last(e, decided, text))));
  }

  private static ModuleScaling.Last last(Evolution e, DecisionRecord decided, String text) {
    return new ModuleScaling.Last(decided.id(), e.at(), text);
  }
}
