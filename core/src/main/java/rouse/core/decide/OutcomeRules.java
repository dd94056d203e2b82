package rouse.core.decide;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.core.state.CommandInFlight;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.InstanceTimer;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.PlatformHeader;

/** What became of commands. An outcome of one that is no longer awaited is evidence, no more. */
public final class OutcomeRules {
  private static final String RETIRED = "retired";

  /** The executor's word for a command whose deadline had passed when it was read. */
  private static final String EXPIRED = "expired";

  private OutcomeRules() {}

  static void succeeded(Step step, Fact.CommandSucceeded fact) {
    InstanceState i = step.get(fact.instance());
    CommandInFlight inFlight = i.effort().inFlight();
    boolean awaited = inFlight != null && inFlight.commandId().equals(fact.commandId());
    if (fact.result().equals(RETIRED)) {
      if (awaited) {
        gone(step, i);
      }
      return;
    }
    if (awaited) {
      landed(step, i);
    }
    InstanceState now = ContainerRules.known(step, i.id(), fact.incarnation());
    if (now == null) {
      return;
    }
    boolean news = fact.incarnation() > now.seen().incarnation();
    boolean alreadyEnded = !news && !awaited;
    if (fact.incarnation() >= now.seen().incarnation() && !alreadyEnded) {
      ContainerRules.runs(step, now, fact.incarnation(), fact.containerId(), fact.ip(), null);
    }
  }

  /** Carried out; what it brought has its startup time to prove itself. */
  static void landed(Step step, InstanceState i) {
    DeclaredModule module = step.moduleOf(i);
    InstanceTimer prove =
        module == null || i.seen().heard() ? null : TimerRules.prove(step, module);
    step.put(i.with(i.effort().landed(prove)));
  }

  private static void gone(Step step, InstanceState i) {
    ObservedState left =
        ObservedState.newer(i.seen().incarnation(), ObservedPhase.ABSENT, step.at());
    step.put(i.with(left).with(i.effort().idle()));
    forget(step, i.id().module());
  }

  /** The last instance of a module that is no longer declared is gone, or the platform is. */
  static void forget(Step step, String module) {
    PlatformHeader header = step.state().header();
    boolean present = step.state().instancesOf(module).stream().anyMatch(i -> !i.isGone());
    if (!present && header.leaving().containsKey(module)) {
      var leaving = new LinkedHashMap<>(header.leaving());
      leaving.remove(module);
      header = header.withLeaving(leaving);
      step.state().put(header);
    }
    finishIfDown(step, header);
  }

  static void finishIfDown(Step step, PlatformHeader header) {
    if (header.phase() == PlatformHeader.Phase.WITHDRAWN && header.leaving().isEmpty()) {
      step.decideForPlatform(
          new Decision.PlatformDown(header.platform()), step.factId(), header.request());
    }
  }

  static void failed(Step step, Fact.CommandFailed fact) {
    InstanceState i = step.get(fact.instance());
    CommandInFlight inFlight = i.effort().inFlight();
    DeclaredModule module = step.moduleOf(i);
    if (module == null || inFlight == null || !inFlight.commandId().equals(fact.commandId())) {
      return;
    }
    if (PauseRules.isLeftAlone(i) || fact.reason().equals(Fact.CommandFailed.PAUSED)) {
      step.put(untried(i));
      PauseRules.waitForWord(step, step.get(i.id()));
      return;
    }
    Instant deadline = i.effort().lastCommand().deadline();
    if (fact.reason().equals(EXPIRED) && step.at().isAfter(deadline)) {
      sendAgain(step, i);
    } else {
      RecoveryRules.attemptFailed(step, i, module, fact.reason());
    }
  }

  /**
   * The command was late by the log's own clock: decided on a fact that had waited to be read, or
   * left lying by an executor that was away. Nothing was tried, so nothing has failed.
   */
  private static void sendAgain(Step step, InstanceState i) {
    CommandInFlight late = i.effort().inFlight();
    step.put(untried(i));
    step.decide(
        new Decision.Deferred(
            i.id(),
            i.incident() == null ? null : i.incident().id(),
            null,
            "sent again: " + late.commandId() + " was read after its deadline"));
  }

  /** As if the command had not been sent. */
  private static InstanceState untried(InstanceState i) {
    boolean counted = i.incident() != null && !i.attempts().isEmpty();
    List<Instant> attempts =
        counted ? i.attempts().subList(0, i.attempts().size() - 1) : i.attempts();
    return i.with(i.effort().idle()).withAttempts(attempts);
  }
}
