package rouse.core.decide;

import java.time.Instant;
import java.util.List;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.RecoveryRate;
import rouse.core.evolve.BrakeEvolution;
import rouse.core.state.Brake;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.RecoveryTurns;
import rouse.core.state.recovery.RecoveryTurn;
import rouse.core.step.BootOrder;
import rouse.core.step.Step;
import rouse.core.text.ReasonNumbers;

/** Puts recoveries off when a host has as many of them as it is sent at a time. */
final class RateRules {
  private RateRules() {}

  /** Whether it waits for its turn; says until when. A first start waits for none. */
  static boolean holds(Step step, InstanceState i, DeclaredModule module) {
    if (i.incident() == null || hasItsTurn(step, i)) {
      return false;
    }
    boolean silent = i.seen().observed() == ObservedPhase.SILENT;
    RecoveryTurns turns = step.state().turns();
    RecoveryRate rate = step.state().header().rateOf(module.owner());
    Instant earliest = silent ? afterOtherSilent(step, i) : step.at();
    Instant at =
        RecoveryTurn.next(
            rate, turns.fullAt(module.owner()), reserved(step, i, module.owner()), earliest);
    if (!at.isAfter(step.at())) {
      return false;
    }
    if (i.awaitsTurn() && !at.isBefore(i.turn().at())) {
      return true;
    }
    String reason =
        at.equals(earliest)
            ? Brake.REASON
                + "another that runs fell silent just before; it is replaced at "
                + at
                + " unless too many do"
            : BrakeEvolution.RATE
                + "host %s is sent no more than %d recoveries at once and one in %s; its turn is at %s"
                    .formatted(
                        module.owner(), rate.burst(), ReasonNumbers.duration(rate.every()), at);
    step.decide(new Decision.Deferred(i.id(), i.incident().id(), at, reason));
    return true;
  }

  /** Whoever waits for another module now needs no turn before that is back. */
  private static List<Instant> reserved(Step step, InstanceState i, String host) {
    return step.state().turns().reserved(host).stream()
        .filter(id -> !id.equals(i.id()))
        .map(step::get)
        .filter(other -> !isHeldBack(step, other))
        .map(other -> other.turn().at())
        .toList();
  }

  private static boolean isHeldBack(Step step, InstanceState i) {
    DeclaredModule module = step.moduleOf(i);
    return module == null || BootOrder.obstacleToStart(step.state(), module).isPresent();
  }

  /** Whether it need not wait for its turn now: another comes before it, or Docker has spoken. */
  static boolean isTurnVoid(Step step, InstanceState i) {
    boolean silent = i.seen().observed() == ObservedPhase.SILENT;
    boolean ofAnotherKind = i.turn() != null && i.turn().silent() && !silent;
    return (i.awaitsTurn() && (ofAnotherKind || isHeldBack(step, i)))
        || (i.awaitsProbe() && !silent);
  }

  private static boolean hasItsTurn(Step step, InstanceState i) {
    RecoveryTurn turn = i.turn();
    boolean silent = i.seen().observed() == ObservedPhase.SILENT;
    return turn != null && turn.isDue(step.at()) && turn.silent() == silent;
  }

  /** One after the other, for as long as their silence may turn out to be that of many. */
  private static Instant afterOtherSilent(Step step, InstanceState i) {
    Instant newest = step.state().turns().newestOfSilent();
    Instant from = step.at().minus(step.state().header().brakePolicy().within());
    boolean justNow = newest != null && newest.isAfter(from) && i.seen().since().isAfter(from);
    Instant next = justNow ? newest.plus(Brake.SPACING) : step.at();
    return next.isAfter(step.at()) && BrakeRules.mayBeMany(step) ? next : step.at();
  }
}
