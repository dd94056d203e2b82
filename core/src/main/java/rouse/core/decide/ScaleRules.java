package rouse.core.decide;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Decision.LoadNumbers;
import rouse.contracts.event.Fact.LoadObserved;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.core.scale.RetireOrder;
import rouse.core.scale.ScaleAssessment;
import rouse.core.scale.ScaleLimits;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleScaling;
import rouse.core.step.Step;
import rouse.core.text.ReasonNumbers;

/**
 * The number of workers follows their load. Every change is said with its numbers, and every change
 * that the load asks for and that is not made, once per reason.
 */
public final class ScaleRules {
  private ScaleRules() {}

  /** A window of load was observed. */
  static void observed(Step step, LoadObserved fact) {
    String name = fact.module();
    DeclaredModule module = step.state().modules().commanded(name);
    ScalePolicy policy = module == null ? null : module.spec().scale();
    if (policy == null
        || !policy.followsLoad()
        || step.evolution().headerBefore().scaling(name).hasTakenIn(fact.to())) {
      return;
    }
    List<InstanceState> workers = step.state().wanted(name);
    ScaleAssessment asked = ScaleAssessment.of(policy, workers, fact);
    Integer intended = step.state().header().intent(name).replicas();
    int current = workers.size();
    int bounded = Math.clamp(current, policy.min(), policy.max());
    if (intended != null) {
      if (asked.recommended() != current) {
        hold(step, name, current, asked, "operator", "an operator wants " + intended);
      }
    } else if (bounded != current) {
      String why = "the file allows %d to %d".formatted(policy.min(), policy.max());
      scale(step, module, bounded, "bounds", why, asked.numbers(), idle(fact));
    } else {
      follow(step, module, fact, asked, current);
    }
  }

  private static void follow(
      Step step, DeclaredModule module, LoadObserved fact, ScaleAssessment asked, int current) {
    String name = module.spec().name();
    ScalePolicy policy = module.spec().scale();
    ModuleScaling history = step.state().header().scaling(name);
    ScaleLimits.Allowed allowed =
        ScaleLimits.allow(policy, history, current, asked.recommended(), step.at());
    if (allowed.replicas() != current) {
      String why = ReasonNumbers.load(asked.numbers());
      String bound = allowed.boundText(policy);
      String needs = "; the load needs %d, %s".formatted(asked.recommended(), bound);
      scale(
          step,
          module,
          allowed.replicas(),
          "load",
          allowed.bound() == null ? why : why + needs,
          asked.numbers(),
          idle(fact));
    } else if (asked.recommended() != current) {
      hold(step, name, current, asked, allowed.bound(), allowed.boundText(policy));
    } else {
      switch (asked.why()) {
        case NO_LOAD -> {
          // While none is ready there is nobody to report.
          if (asked.numbers().ready() > 0) {
            hold(step, name, current, asked, "no-load", "its load is not known");
          }
        }
        case MISSING -> hold(step, name, current, asked, "missing", "some workers did not report");
        case UNREADY ->
            hold(step, name, current, asked, "unready", "workers that are not ready will help");
        case WITHIN_TOLERANCE, LOAD -> {
          // It has the number that it needs.
        }
      }
    }
  }

  private static Set<Integer> idle(LoadObserved fact) {
    return fact.workers().stream()
        .filter(
            w ->
                List.of(ScaleMetric.SESSIONS, ScaleMetric.LOAD).stream()
                    .map(w::of)
                    .anyMatch(value -> value != null && value == 0))
        .map(w -> w.slot())
        .collect(Collectors.toSet());
  }

  /** Said once between two changes of the number. */
  private static void hold(
      Step step, String name, int current, ScaleAssessment asked, String cause, String why) {
    if (step.state().header().scaling(name).said().contains(cause)) {
      return;
    }
    String numbers = ReasonNumbers.load(asked.numbers());
    step.decideForPlatform(
        new Decision.ScalingHeld(
            step.state().header().platform(),
            name,
            current,
            asked.recommended(),
            cause,
            why + "; " + numbers,
            asked.numbers()));
  }

  /** An operator, or a bound of the file, wants another number than there is. */
  static void scale(Step step, DeclaredModule module, int to, String cause, String why) {
    scale(step, module, to, cause, why, null, Set.of());
  }

  private static void scale(
      Step step,
      DeclaredModule module,
      int to,
      String cause,
      String why,
      LoadNumbers numbers,
      Set<Integer> idle) {
    String name = module.spec().name();
    List<InstanceState> workers = step.state().wanted(name);
    int from = workers.size();
    if (from == to) {
      return;
    }
    String platform = step.state().header().platform();
    List<Integer> retired =
        RetireOrder.first(from - to, workers, i -> i.definitionDiffers(module), idle).stream()
            .map(i -> i.id().slot())
            .toList();
    String decision =
        step.decideForPlatform(
                new Decision.Scaled(platform, name, from, to, cause, why, numbers, retired))
            .id();
    step.evolution().concerned().stream()
        .filter(id -> id.module().equals(name))
        .forEach(id -> step.causedBy(id, decision));
    SlotRules.closeDropped(step);
  }

  /** The end of what operators wanted: load decides again where it is known, else the file. */
  static void released(Step step) {
    step.evolution()
        .headerBefore()
        .intents()
        .forEach(
            (name, before) -> {
              DeclaredModule module = step.state().modules().commanded(name);
              boolean ended =
                  before.replicas() != null
                      && step.state().header().intent(name).replicas() == null;
              if (ended && module != null) {
                released(step, module);
              }
            });
  }

  private static void released(Step step, DeclaredModule module) {
    ScalePolicy policy = module.spec().scale();
    LoadNumbers load = step.state().header().scaling(module.spec().name()).load();
    boolean known = policy != null && policy.followsLoad() && load != null && load.value() != null;
    if (!known) {
      scale(
          step,
          module,
          module.spec().replicas(),
          "operator",
          "no operator wants another number any longer");
    }
  }
}
