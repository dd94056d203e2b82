package rouse.core.decide;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.UpdatePolicy;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleUpdate;
import rouse.core.state.ObservedPhase;
import rouse.core.state.recovery.CommandKind;
import rouse.core.step.BootOrder;
import rouse.core.step.CommandFactory;
import rouse.core.step.RollingReplacement;
import rouse.core.step.Step;
import rouse.core.text.ReasonNumbers;

/**
 * Whose turn it is in an update that is under way: how many prove themselves at once, what they
 * wait for, and, where the new one starts first, when it takes the place of the old one.
 */
final class UpdateTurns {
  private UpdateTurns() {}

  /** Does the next thing of an update; false when there is nothing to do now. */
  static boolean advance(Step step) {
    for (Map.Entry<String, ModuleUpdate> each :
        List.copyOf(step.state().header().updates().entrySet())) {
      DeclaredModule module = step.state().modules().wanted().get(each.getKey());
      if (module != null
          && each.getValue().isUnderWay()
          && !step.state().header().isSilent(module.owner())
          && advance(step, module, each.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static boolean advance(Step step, DeclaredModule module, ModuleUpdate update) {
    for (Map.Entry<Integer, Integer> surge : new TreeMap<>(update.surges()).entrySet()) {
      if (takesOver(step, module, update, surge.getKey(), surge.getValue())) {
        return true;
      }
    }
    String name = module.spec().name();
    List<InstanceState> wanted =
        step.state().wanted(name).stream()
            .filter(i -> i.desired() == DesiredState.RUNNING && !i.seen().isPaused())
            .toList();
    List<InstanceState> waiting = wanted.stream().filter(i -> isWaiting(update, i)).toList();
    boolean proving =
        !update.surges().isEmpty()
            || isRetiring(step, update, name)
            || wanted.stream().anyMatch(i -> isProving(update, i));
    if (waiting.isEmpty()) {
      if (!proving) {
        UpdateRules.complete(
            step, name, "completed", update.proven() + " instances have proved it");
      }
      return !proving;
    }
    return takeTurn(step, module, update, wanted, waiting);
  }

  private static boolean isWaiting(ModuleUpdate update, InstanceState i) {
    return !update.turns().containsKey(i.id().slot())
        && !update.surges().containsValue(i.id().slot())
        && !update.to().equals(i.seen().definition());
  }

  private static boolean isProving(ModuleUpdate update, InstanceState i) {
    ModuleUpdate.Turn turn = update.turns().get(i.id().slot());
    return turn == null
        ? !RollingReplacement.isSteady(i) && update.to().equals(i.seen().definition())
        : !turn.isProven();
  }

  /** A surge that lives takes the place of the one that it was added for. */
  private static boolean takesOver(
      Step step, DeclaredModule module, ModuleUpdate update, int slot, int relieved) {
    ModuleUpdate.Turn turn = update.turns().get(slot);
    InstanceState old = step.get(UpdateRules.id(step, module.spec().name(), relieved));
    InstanceId surge = UpdateRules.id(step, module.spec().name(), slot);
    if (old.desired() != DesiredState.RUNNING) {
      UpdateRules.relieve(step, step.get(surge), null, old.id() + " is no longer wanted");
      return true;
    }
    if (turn == null || !turn.isProven()) {
      return false;
    }
    step.causedBy(old.id(), step.causeOf(surge));
    UpdateRules.relieve(step, old, surge, "it runs the new definition and is alive");
    return true;
  }

  /** Gives the next instance the new definition, if it is its turn. */
  private static boolean takeTurn(
      Step step,
      DeclaredModule module,
      ModuleUpdate update,
      List<InstanceState> wanted,
      List<InstanceState> waiting) {
    // What does not come back as it was loses nothing.
    InstanceState next =
        waiting.stream().filter(UpdateTurns::isGivenUp).findFirst().orElse(waiting.getFirst());
    boolean waits = next.effort().timer() != null && !isGivenUp(next);
    if (next.effort().inFlight() != null || waits) {
      return false;
    }
    Optional<String> obstacle = obstacle(step, module, update, wanted, next);
    if (obstacle.isPresent()) {
      step.deferOnce(next, obstacle.get());
      return false;
    }
    Instant resumes = update.nextTurnAt().orElse(step.at());
    if (resumes.isAfter(step.at())) {
      String pause = ReasonNumbers.duration(update.policy().delay());
      step.decide(
          new Decision.Deferred(
              next.id(), null, resumes, "a pause of " + pause + " before it is replaced"));
      return true;
    }
    step.causedBy(next.id(), update.startedBy());
    String why = "the definition changed to " + update.to();
    if (update.policy().order() == UpdatePolicy.Order.START_FIRST) {
      InstanceId surge = lowestFree(step, module.spec().name());
      step.causedBy(surge, update.startedBy());
      step.decide(new Decision.SurgeAdded(surge, next.id(), why));
    } else {
      CommandFactory.start(step, next, module, turnVerb(next), why);
    }
    return true;
  }

  private static CommandKind turnVerb(InstanceState i) {
    return i.seen().observed().hasEnded() ? CommandKind.ENSURE_RUNNING : CommandKind.REPLACE;
  }

  private static boolean isGivenUp(InstanceState i) {
    return i.incident() != null && i.incident().isGivenUp();
  }

  private static Optional<String> obstacle(
      Step step,
      DeclaredModule module,
      ModuleUpdate update,
      List<InstanceState> wanted,
      InstanceState next) {
    Optional<String> changing =
        updatedBefore(step, module).map(d -> "is replaced when the update of " + d + " is over");
    if (changing.isPresent()) {
      return changing;
    }
    Optional<String> dependency = BootOrder.obstacleToStart(step.state(), module);
    if (dependency.isPresent()) {
      return dependency;
    }
    long proving =
        update.surges().size() + wanted.stream().filter(i -> isProving(update, i)).count();
    boolean retiring = isRetiring(step, update, module.spec().name());
    boolean recovering =
        wanted.stream()
            .anyMatch(
                i ->
                    !isProving(update, i)
                        && !isGivenUp(i)
                        && !(i.id().equals(next.id()) && isGivenUp(next))
                        && !RollingReplacement.isSteady(i));
    boolean full = proving >= update.policy().most();
    return full || retiring || recovering
        ? Optional.of(RollingReplacement.WAITS)
        : Optional.empty();
  }

  /** One that was relieved is still there: the next waits, so that few more run than wanted. */
  private static boolean isRetiring(Step step, ModuleUpdate update, String module) {
    return update.policy().order() == UpdatePolicy.Order.START_FIRST
        && step.state().instancesOf(module).stream()
            .anyMatch(i -> i.desired() == DesiredState.GONE && !i.isGone());
  }

  /** A module that has never run starts with what it depends on as the file has it. */
  static Optional<String> obstacleToFirstStart(Step step, DeclaredModule module) {
    boolean first =
        step.state().instancesOf(module.spec().name()).stream()
            .allMatch(i -> i.seen().observed() == ObservedPhase.ABSENT);
    return first ? updatedBefore(step, module).map(d -> "waits for " + d) : Optional.empty();
  }

  /** The first of those that a module depends on whose update is under way. */
  private static Optional<String> updatedBefore(Step step, DeclaredModule module) {
    return module.spec().dependsOn().stream()
        .filter(Dependency::required)
        .map(Dependency::module)
        .filter(d -> isUnderWay(step, d))
        .findFirst();
  }

  private static boolean isUnderWay(Step step, String module) {
    ModuleUpdate update = step.state().header().update(module);
    return update != null && update.isUnderWay();
  }

  private static InstanceId lowestFree(Step step, String module) {
    int slot = 1;
    while (isTaken(step.state().instance(UpdateRules.id(step, module, slot)))) {
      slot++;
    }
    return UpdateRules.id(step, module, slot);
  }

  private static boolean isTaken(InstanceState i) {
    return i != null && !i.isGone();
  }
}
