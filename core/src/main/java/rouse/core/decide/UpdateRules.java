package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.UpdatePolicy;
import rouse.core.evolve.Timers;
import rouse.core.evolve.UpdateEvolution;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleUpdate;
import rouse.core.state.ObservedPhase;
import rouse.core.step.BootOrder;
import rouse.core.step.CommandFactory;
import rouse.core.step.RollingReplacement;
import rouse.core.step.Step;
import rouse.core.text.ReasonNumbers;

/**
 * The change of a module's definition: its instances are given the new one in turn, each when those
 * before it have proved that they live. Should one fail, the definition before comes back.
 *
 * <p>Recovery goes on meanwhile. What dies is brought back with the definition that it is to have,
 * {@link ModuleUpdate#definitionOf}; only the failure of a new one ends the update.
 */
final class UpdateRules {
  private UpdateRules() {}

  /**
   * A file was declared: updates begin, go on, or are no longer wanted.
   *
   * @param hosts whose, and whether each wishes its modules up: what failed is tried once more
   */
  static void declared(Step step, Map<String, Boolean> hosts) {
    Map<String, DeclaredModule> former = step.evolution().modulesBefore().wanted();
    for (String name : List.copyOf(step.state().header().updates().keySet())) {
      if (!step.state().modules().isWanted(name)) {
        complete(step, name, "withdrawn", "the module is declared no longer");
      }
    }
    for (String name : step.state().modules().bootOrder()) {
      DeclaredModule module = step.state().modules().wanted().get(name);
      if (module != null && hosts.containsKey(module.owner())) {
        declared(step, module, former.get(name), hosts.get(module.owner()));
      }
    }
  }

  private static void declared(
      Step step, DeclaredModule module, DeclaredModule former, boolean wished) {
    String name = module.spec().name();
    String to = module.spec().definition();
    ModuleUpdate known = step.state().header().update(name);
    if (known == null) {
      if (former != null && isServing(step, name, former.spec().definition())) {
        start(step, module, former.spec().definition(), former.spec().healthcheck(), "it changed");
      }
    } else if (to.equals(known.from())) {
      complete(step, name, "withdrawn", "the file is as it was before");
    } else if (!to.equals(known.to()) || (wished && !known.isUnderWay())) {
      String why = to.equals(known.to()) ? "it is tried once more" : "it changed again";
      if (isServing(step, name, known.from())) {
        start(step, module, known.from(), known.fromHealthcheck(), why);
      } else {
        complete(step, name, "withdrawn", "no instance of the earlier definition serves");
      }
    }
  }

  /** There must be something to come back to. */
  private static boolean isServing(Step step, String module, String definition) {
    return step.state().wanted(module).stream()
        .anyMatch(
            i ->
                i.desired() == DesiredState.RUNNING
                    && i.seen().observed() == ObservedPhase.ALIVE
                    && definition.equals(i.seen().definition()));
  }

  private static void start(
      Step step, DeclaredModule module, String from, boolean fromHealthcheck, String reason) {
    String to = module.spec().definition();
    UpdatePolicy policy = module.spec().update();
    if (policy == null || !module.isCommanded() || to.isEmpty() || to.equals(from)) {
      return;
    }
    String name = module.spec().name();
    ModuleUpdate known = step.state().header().update(name);
    if (known != null) {
      giveUpSurges(step, name, known, "the file changed again");
    }
    int wanted = step.state().wanted(name).size();
    step.decideForPlatform(
        new Decision.UpdateStarted(
            platform(step), name, from, fromHealthcheck, to, policy, wanted, reason));
    step.state().instancesOf(name).forEach(i -> step.enqueue(i.id(), startedBy(step, name)));
  }

  private static String startedBy(Step step, String module) {
    return step.state().header().update(module).startedBy();
  }

  /** An instance of a new definition failed, by what the last fact told. */
  static void judge(Step step) {
    for (Map.Entry<String, ModuleUpdate> each :
        List.copyOf(step.state().header().updates().entrySet())) {
      ModuleUpdate update = each.getValue();
      ModuleUpdate.Failure failure = update.failure();
      boolean visible = failure != null && !step.state().header().isSilent(update.owner());
      if (!visible || update.phase() == ModuleUpdate.Phase.PAUSED) {
        continue;
      }
      if (update.isUnderWay()) {
        fail(step, each.getKey(), update, failure.slot(), failure.reason());
      } else if (failure.reason().startsWith(Fact.CommandFailed.NO_DEFINITION)) {
        pause(step, each.getKey(), update, failure.slot(), "cannot roll back: " + failure.reason());
      }
    }
  }

  /** A timer is due: who has not proved in time that it lives has failed. */
  static void expire(Step step) {
    for (Map.Entry<String, ModuleUpdate> each :
        List.copyOf(step.state().header().updates().entrySet())) {
      for (int slot : each.getValue().turns().keySet()) {
        Optional<Instant> deadline = step.state().header().deadlineOf(each.getValue(), slot);
        if (deadline.isPresent() && !deadline.get().isAfter(step.at())) {
          expired(step, each.getKey(), slot, deadline.get());
        }
      }
    }
  }

  private static void expired(Step step, String module, int slot, Instant deadline) {
    ModuleUpdate update = step.state().header().update(module);
    if (update == null || !update.isUnderWay()) {
      return;
    }
    InstanceState i = step.get(id(step, module, slot));
    boolean late = step.at().isAfter(deadline.plus(Timers.LATE));
    boolean wasLate =
        i.effort().waitsFor() != null
            && i.effort().waitsFor().startsWith(UpdateEvolution.READ_LATE);
    boolean judged = i.desired() == DesiredState.RUNNING && !i.seen().isPaused();
    if (!judged || (late && !wasLate)) {
      // What would have met the deadline may still stand unread in the log.
      String why = judged ? "its deadline was read late" : "it is left alone";
      step.decide(new Decision.Deferred(i.id(), null, null, UpdateEvolution.READ_LATE + why));
      return;
    }
    String health = i.seen().health() == null ? "" : "; its health is " + i.seen().health();
    String within = ReasonNumbers.duration(update.policy().monitor());
    fail(step, module, update, slot, "not alive within " + within + " of its start" + health);
  }

  private static void fail(Step step, String name, ModuleUpdate update, int slot, String reason) {
    if (update.policy().onFailure() == UpdatePolicy.OnFailure.PAUSE) {
      pause(step, name, update, slot, reason);
      return;
    }
    DecisionRecord decided =
        step.decideForPlatform(
            new Decision.UpdateRolledBack(
                platform(step),
                name,
                update.from(),
                update.to(),
                id(step, name, slot),
                update.proven(),
                reason));
    wakeDependents(step, name, decided.id());
    giveUpSurges(step, name, update, "the update was rolled back");
    for (InstanceState each : step.state().instancesOf(name)) {
      step.causedBy(each.id(), decided.id());
      step.enqueue(each.id(), decided.id());
      comeBack(step, step.get(each.id()), update);
    }
  }

  /** What does not serve is brought back at once: its pauses were those of the new definition. */
  private static void comeBack(Step step, InstanceState i, ModuleUpdate update) {
    DeclaredModule module = step.moduleOf(i);
    boolean failed = update.turns().containsKey(i.id().slot()) && !RollingReplacement.isSteady(i);
    if (failed
        && i.desired() == DesiredState.RUNNING
        && i.effort().inFlight() == null
        && !i.seen().isPaused()
        && BootOrder.obstacleToStart(step.state(), module).isEmpty()) {
      String why = "the update failed, definition " + update.from() + " comes back";
      CommandFactory.start(step, i, module, CommandFactory.verbFor(i), why);
    }
  }

  /** How many of a module may be replaced at once outside an update's turns. */
  static int mostBack(Step step, InstanceState i) {
    ModuleUpdate update = step.state().header().update(i.id().module());
    return update == null || update.isUnderWay() ? 1 : update.policy().mostBack();
  }

  private static void pause(Step step, String name, ModuleUpdate update, int slot, String reason) {
    step.decideForPlatform(
        new Decision.UpdatePaused(
            platform(step),
            name,
            update.from(),
            update.to(),
            id(step, name, slot),
            update.proven(),
            reason));
    wakeDependents(step, name, step.factId());
    giveUpSurges(step, name, update, "the update is paused");
  }

  private static void giveUpSurges(Step step, String name, ModuleUpdate update, String reason) {
    for (int slot : update.surges().keySet()) {
      relieve(step, step.get(id(step, name, slot)), null, reason);
    }
  }

  static void relieve(Step step, InstanceState i, InstanceId by, String reason) {
    if (i.desired() == DesiredState.GONE) {
      return;
    }
    step.decide(new Decision.SlotRelieved(i.id(), by, reason));
    InstanceState after = step.get(i.id());
    if (after.incident() != null) {
      RecoveryRules.close(step, after, "withdrawn");
    }
  }

  /** Those that waited for the end of an update. */
  private static void wakeDependents(Step step, String module, String cause) {
    step.state().modules().dependentsOf(module).stream()
        .flatMap(d -> step.state().instancesOf(d).stream())
        .forEach(i -> step.enqueue(i.id(), cause));
  }

  static void complete(Step step, String name, String outcome, String reason) {
    ModuleUpdate update = step.state().header().update(name);
    giveUpSurges(step, name, update, reason);
    step.decideForPlatform(
        new Decision.UpdateCompleted(
            platform(step),
            name,
            update.to(),
            outcome,
            Duration.between(update.startedAt(), step.at()),
            reason));
    wakeDependents(step, name, step.factId());
    step.state().instancesOf(name).forEach(i -> step.enqueue(i.id(), step.factId()));
  }

  static InstanceId id(Step step, String module, int slot) {
    return new InstanceId(platform(step), module, slot);
  }

  private static String platform(Step step) {
    return step.state().header().platform();
  }
}
