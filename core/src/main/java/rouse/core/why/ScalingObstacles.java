package rouse.core.why;

import static rouse.core.text.ReasonNumbers.duration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import rouse.contracts.event.Decision.LoadNumbers;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.status.WhyNot;
import rouse.contracts.status.WhyNot.Hold;
import rouse.core.scale.ReplicaCalculator;
import rouse.core.scale.ScaleLimits;
import rouse.core.state.DeclaredModule;
import rouse.core.state.ModuleIntent;
import rouse.core.state.ModuleScaling;
import rouse.core.state.ModuleScaling.Recommendation;
import rouse.core.state.PlatformState;
import rouse.core.text.ReasonNumbers;

/** Why no worker is added to a module, and none retired. */
final class ScalingObstacles {
  private ScalingObstacles() {}

  /** What holds the number of a module's workers; empty when its number is fixed. */
  static Optional<Hold> of(PlatformState state, String name) {
    return policy(state, name).map(policy -> hold(state, name, policy));
  }

  /** Of a slot that no worker has had; empty when the number of the module's instances is fixed. */
  static Optional<WhyNot> ofFreeSlot(PlatformState state, InstanceId id, Instant at) {
    return policy(state, id.module())
        .map(
            policy -> {
              Hold number = hold(state, id.module(), policy);
              Hold free =
                  new Hold("not-wanted", "No worker in slot " + id.slot() + " is wanted.", null);
              return new WhyNot(
                  id.toString(),
                  at,
                  number.text(),
                  List.of(number, free),
                  conditions(policy, id.module()));
            });
  }

  private static Optional<ScalePolicy> policy(PlatformState state, String name) {
    DeclaredModule module = state.modules().get(name);
    return module == null || !module.isWorker()
        ? Optional.empty()
        : Optional.ofNullable(module.spec().scale());
  }

  private static Hold hold(PlatformState state, String name, ScalePolicy policy) {
    ModuleIntent intent = state.header().intent(name);
    String text =
        "%d workers are wanted, of %d to %d; %s"
            .formatted(
                state.wanted(name).size(), policy.min(), policy.max(), rule(state, name, policy));
    return new Hold("scaling", Stories.sentence(text), intent.replicasUntil());
  }

  /** The rule that holds, with its numbers. */
  private static String rule(PlatformState state, String name, ScalePolicy policy) {
    ModuleIntent intent = state.header().intent(name);
    ModuleScaling scaling = state.header().scaling(name);
    if (intent.replicas() != null) {
      return "an operator wants %d, and 'rouse release %s' ends that"
          .formatted(intent.replicas(), name);
    }
    if (!policy.followsLoad()) {
      return "the file lets operators change that, and no load";
    }
    if (scaling.load() == null) {
      return "no window of load was observed yet";
    }
    return byLoad(policy, scaling, state.wanted(name).size());
  }

  /**
   * By the last window. What was decided last may be long over: each reason is said only once, also
   * when it holds again after another.
   */
  private static String byLoad(ScalePolicy policy, ModuleScaling scaling, int current) {
    Recommendation newest = scaling.highs().getLast();
    String numbers = ReasonNumbers.load(scaling.load());
    if (newest.replicas() != current) {
      ScaleLimits.Allowed allowed =
          ScaleLimits.allow(policy, scaling, current, newest.replicas(), newest.at());
      String why =
          allowed.replicas() == current ? allowed.boundText(policy) : "the next window changes it";
      return "the load needs %d, and it stays at %d: %s; %s"
          .formatted(newest.replicas(), current, why, numbers);
    }
    return tempered(scaling.load(), current)
        .map(why -> "it stays at %d: %s; %s".formatted(current, why, numbers))
        .orElse("the load needs no other number: " + numbers);
  }

  /** Why the average alone would ask for another number than the recommended one. */
  private static Optional<String> tempered(LoadNumbers load, int current) {
    if (load.value() == null) {
      return Optional.of("its load is not known");
    }
    if (Math.abs(1 - load.value() / load.target()) <= ReplicaCalculator.TOLERANCE) {
      return Optional.empty();
    }
    if (!load.missing().isEmpty()) {
      return Optional.of("some workers did not report");
    }
    return load.ready() < current
        ? Optional.of("workers that are not ready will help")
        : Optional.empty();
  }

  /** What would have to be so for the number to change. */
  static List<String> conditions(ScalePolicy policy, String name) {
    List<String> all = new ArrayList<>();
    if (policy.followsLoad()) {
      String above =
          policy.targets().stream()
              .map(t -> t.metric().word() + " above " + tolerated(t.value()))
              .collect(Collectors.joining(" or "));
      all.add(
          "The average over %s and the ready workers has to be %s: then workers are added, up to %d."
              .formatted(duration(policy.window()), above, policy.max()));
    }
    all.add("'rouse scale %s COUNT' sets the number in any case.".formatted(name));
    return all;
  }

  /** Without digits that nobody wrote. */
  private static double tolerated(double target) {
    return Math.round(target * (1 + ReplicaCalculator.TOLERANCE) * 10_000) / 10_000.0;
  }
}
