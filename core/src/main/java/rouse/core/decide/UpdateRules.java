package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.UpdatePolicy;
import rouse.core.state.CommandKind;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleUpdate;
import rouse.core.state.ObservedPhase;
import rouse.core.state.UpdateEvolution;
import rouse.core.text.EvidenceText;
import rouse.core.text.ReasonNumbers;

/**
 * The change of a module's definition: its instances are given the new one in turn, each when those
 * before it have proved that they live. Should one fail, the definition before comes back.
 *
 * <p>Recovery goes on meanwhile. What dies is brought back with the definition that it is to have,
 * {@link ModuleUpdate#definitionOf}; only the failure of a new one ends the update.
 */
public final class UpdateRules {
  private UpdateRules() {}

  /**
   * A file was declared: updates begin, go on, or are no longer wanted.
   *
   * @param former the modules as they were declared before
   * @param wished somebody wishes the platform up: what failed is tried once more
   */
  static void declared(
      Step step, Set<String> hosts, Map<String, DeclaredModule> former, boolean wished) {
    for (String name : List.copyOf(step.state().header().updates().keySet())) {
      if (!step.state().modules().isWanted(name)) {
        complete(step, name, "withdrawn", "the module is declared no longer");
      }
    }
    for (String name : step.state().modules().bootOrder()) {
      DeclaredModule module = step.state().modules().wanted().get(name);
      if (module != null && hosts.contains(module.owner())) {
        declared(step, module, former.get(name), wished);
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
    return SlotAllocation.wanted(step.state(), module).stream()
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
    int wanted = SlotAllocation.wanted(step.state(), name).size();
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
    boolean late = step.at().isAfter(deadline.plus(TimerRules.LATE));
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

  private static void relieve(Step step, InstanceState i, InstanceId by, String reason) {
    if (i.desired() == DesiredState.GONE) {
      return;
    }
    step.decide(new Decision.SlotRelieved(i.id(), by, reason));
    InstanceState after = step.get(i.id());
    if (after.incident() != null) {
      RecoveryRules.close(step, after, "withdrawn");
    }
  }

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
        SlotAllocation.wanted(step.state(), name).stream()
            .filter(i -> i.desired() == DesiredState.RUNNING && !i.seen().isPaused())
            .toList();
    List<InstanceState> waiting = wanted.stream().filter(i -> isWaiting(update, i)).toList();
    boolean proving =
        !update.surges().isEmpty()
            || isRetiring(step, update, name)
            || wanted.stream().anyMatch(i -> isProving(update, i));
    if (waiting.isEmpty()) {
      if (!proving) {
        complete(step, name, "completed", update.proven() + " instances have proved it");
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
    InstanceState old = step.get(id(step, module.spec().name(), relieved));
    InstanceId surge = id(step, module.spec().name(), slot);
    if (old.desired() != DesiredState.RUNNING) {
      relieve(step, step.get(surge), null, old.id() + " is no longer wanted");
      return true;
    }
    if (turn == null || !turn.isProven()) {
      return false;
    }
    step.causedBy(old.id(), step.causeOf(surge));
    relieve(step, old, surge, "it runs the new definition and is alive");
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
        waiting.stream().filter(UpdateRules::isGivenUp).findFirst().orElse(waiting.getFirst());
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

  /** Those that waited for the end of an update. */
  private static void wakeDependents(Step step, String module, String cause) {
    step.state().modules().dependentsOf(module).stream()
        .flatMap(d -> step.state().instancesOf(d).stream())
        .forEach(i -> step.enqueue(i.id(), cause));
  }

  private static boolean isUnderWay(Step step, String module) {
    ModuleUpdate update = step.state().header().update(module);
    return update != null && update.isUnderWay();
  }

  private static InstanceId lowestFree(Step step, String module) {
    int slot = 1;
    while (isTaken(step.state().instance(id(step, module, slot)))) {
      slot++;
    }
    return id(step, module, slot);
  }

  private static boolean isTaken(InstanceState i) {
    return i != null && !i.isGone();
  }

  private static void complete(Step step, String name, String outcome, String reason) {
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

  /** What a container left behind explains a failure; nothing is decided by it. */
  static void evidence(Step step, Fact.ContainerEvidence fact) {
    step.state()
        .put(UpdateEvolution.evolve(step.state().header(), fact, EvidenceText.lastLines(fact)));
  }

  private static InstanceId id(Step step, String module, int slot) {
    return new InstanceId(platform(step), module, slot);
  }

  private static String platform(Step step) {
    return step.state().header().platform();
  }
}
