package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.BrakePolicy;
import rouse.contracts.platform.InstanceId;
import rouse.core.evolve.HostEvolution;
import rouse.core.state.Brake;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformHeader;
import rouse.core.state.recovery.CommandKind;
import rouse.core.step.Alerts;
import rouse.core.step.BootOrder;
import rouse.core.step.CommandFactory;
import rouse.core.step.Step;
import rouse.core.text.ReasonNumbers;

/**
 * The brake: when many instances fall silent at once while Docker says that they run, the way of
 * their beats is suspected, and nothing is replaced for its silence. It ends when beats return or
 * Docker confirms deaths; or else when one instance was replaced and is heard, and others are not.
 */
final class BrakeRules {
  private static final String HELD =
      Brake.REASON
          + "waits until beats return, Docker tells of its end, or a replaced instance is heard";

  private BrakeRules() {}

  /** Whether it waits for the end of the brake; says so once. What has ended never waits. */
  static boolean holds(Step step, InstanceState i) {
    boolean held =
        step.state().header().braking() != null && i.seen().observed() == ObservedPhase.SILENT;
    if (held) {
      step.deferOnce(i, HELD);
    }
    return held;
  }

  /** After each fact. */
  static void judge(Step step, Fact fact) {
    if (step.state().header().braking() != null) {
      judgeRelease(step);
    } else if (fact instanceof Fact.InstanceSilent s && step.evolution().concerns(s.instance())) {
      judgeSilence(step);
    }
  }

  private static void judgeSilence(Step step) {
    BrakePolicy policy = step.state().header().brakePolicy();
    Instant from = step.at().minus(policy.within());
    if (step.state().turns().silentCount() == 0) {
      return;
    }
    Set<InstanceId> silent = new LinkedHashSet<>(step.state().turns().silentSince(from));
    silent.addAll(replacedSince(step, from));
    silent.removeIf(id -> !isInSight(step, id));
    if (silent.size() < policy.least()) {
      return;
    }
    int beating = countBeating(step);
    if (policy.isExceededBy(silent.size(), beating)) {
      apply(step, policy, silent.size(), beating);
    }
  }

  private static void apply(Step step, BrakePolicy policy, int silent, int beating) {
    String platform = step.state().header().platform();
    Instant probeAt = step.at().plus(policy.probe());
    String reason =
        "%d of %d instances that beat themselves fell silent within %s while their containers run"
            .formatted(silent, beating, ReasonNumbers.duration(policy.within()));
    step.decideForPlatform(
        new Decision.BrakeApplied(platform, silent, beating, policy.within(), probeAt, reason));
    Alerts.raiseBrake(
        step,
        reason + ". Rather the way of their beats has failed than all of them.",
        "What is silent is not replaced until beats return or Docker tells of deaths. At "
            + probeAt
            + " one instance is replaced, to see whether it is heard.");
  }

  private static void judgeRelease(Step step) {
    Brake brake = step.state().header().braking();
    BrakePolicy policy = step.state().header().brakePolicy();
    int silent = countSilent(step);
    int missing = missing(step, brake, policy).size();
    if (silent == 0) {
      release(step, silent, false, "no instance that runs is silent any more");
    } else if (isProbeHeard(step, brake, policy)) {
      release(step, silent, true, brake.probe() + " was replaced and is heard, and others are not");
    } else if (missing * 200L < (long) policy.share() * countBeating(step)) {
      release(step, silent, false, "all but " + missing + " are heard, have ended or are replaced");
    }
  }

  private static boolean isProbeHeard(Step step, Brake brake, BrakePolicy policy) {
    return brake.probe() != null
        && step.get(brake.probe()).seen().observed() == ObservedPhase.ALIVE
        && !step.at().isBefore(brake.since().plus(policy.probe()));
  }

  /**
   * What is silent still may be about to be heard as well; also when a probe is heard, since that
   * may be found by whoever was away and has beats of the others to read.
   */
  private static void release(Step step, int silent, boolean heard, String reason) {
    PlatformHeader header = step.state().header();
    Brake brake = header.braking();
    Duration lasted = Duration.between(brake.since(), step.at());
    List<InstanceId> left = step.state().turns().silent();
    step.decideForPlatform(
        new Decision.BrakeReleased(
            header.platform(), silent, lasted, brake.probes(), heard, reason));
    Alerts.resolveBrake(step, "The brake is released: " + reason + ".");
    for (InstanceId id : left) {
      InstanceState i = step.get(id);
      if (i.incident() != null && i.effort().inFlight() == null && !i.incident().isGivenUp()) {
        Instant until = HostEvolution.mayBeHeardUntil(i, step.moduleOf(i), step.at());
        String why = "the brake is released: it may be heard until " + until;
        step.decide(new Decision.Deferred(id, i.incident().id(), until, why));
      }
    }
  }

  /** The brake is looked at now and then, whatever happens. */
  static void timePassed(Step step) {
    Brake before = step.evolution().headerBefore().braking();
    Brake brake = step.state().header().braking();
    if (brake == null
        || before == null
        || before.lookAt().isAfter(step.at())
        || before.isReadLate(step.at())) {
      return;
    }
    BrakePolicy policy = step.state().header().brakePolicy();
    int missing = missing(step, brake, policy).size();
    if (!policy.isExceededBy(missing, countBeating(step))) {
      release(step, countSilent(step), false, missing + " are silent still, too few for a brake");
    } else if (!brake.probeAt().isAfter(step.at()) && !isProbeUnderWay(step, brake)) {
      candidate(step, brake).ifPresent(i -> probe(step, i));
    }
  }

  private static boolean isProbeUnderWay(Step step, Brake brake) {
    if (brake.probe() == null) {
      return false;
    }
    InstanceState probe = step.get(brake.probe());
    return probe.effort().underWay() || probe.seen().isUp();
  }

  /** The same one again, so that one instance is what a brake costs at most. */
  private static Optional<InstanceState> candidate(Step step, Brake brake) {
    if (brake.probe() != null && mayProbe(step, step.get(brake.probe()))) {
      return Optional.of(step.get(brake.probe()));
    }
    return step.state().modules().bootOrder().stream()
        .flatMap(module -> step.state().instancesOf(module).stream())
        .filter(i -> i.hasFallenSilent() && mayProbe(step, i))
        .findFirst();
  }

  private static boolean mayProbe(Step step, InstanceState i) {
    DeclaredModule module = step.moduleOf(i);
    return module != null
        && i.seen().observed() == ObservedPhase.SILENT
        && i.desired() == DesiredState.RUNNING
        && i.incident() != null
        && !i.incident().isGivenUp()
        && !RecoveryRules.isSpent(step, i, module)
        && i.effort().inFlight() == null
        && isInSight(step, i.id())
        && BootOrder.obstacleToStart(step.state(), module).isEmpty();
  }

  private static void probe(Step step, InstanceState i) {
    String why = "probe of the brake: whether one that is replaced is heard";
    CommandFactory.start(step, i, step.moduleOf(i), CommandKind.REPLACE, why);
  }

  /** Those that are silent, and those that were replaced for it and have not proved themselves. */
  private static Set<InstanceId> missing(Step step, Brake brake, BrakePolicy policy) {
    Set<InstanceId> missing = new LinkedHashSet<>(step.state().turns().silent());
    missing.addAll(replacedSince(step, brake.since().minus(policy.within())));
    missing.removeIf(id -> !isInSight(step, id));
    return missing;
  }

  private static List<InstanceId> replacedSince(Step step, Instant from) {
    return step.state().turns().ofSilentSince(from).stream()
        .map(step::get)
        .filter(i -> i.turn().isTaken() && i.seen().observed() != ObservedPhase.ALIVE)
        .filter(i -> i.desired() == DesiredState.RUNNING && !i.seen().observed().hasEnded())
        .map(InstanceState::id)
        .toList();
  }

  /** Those that nothing is done about. */
  private static int countSilent(Step step) {
    return (int)
        step.state().turns().silent().stream()
            .filter(id -> isInSight(step, id) && step.get(id).effort().inFlight() == null)
            .count();
  }

  /** Whether Docker's word about it is to be had; else it is its host that is silent. */
  private static boolean isInSight(Step step, InstanceId id) {
    DeclaredModule module = step.state().modules().get(id.module());
    return module != null && !step.state().header().isSilent(module.owner());
  }

  /** Whether the platform has enough instances for a brake. */
  static boolean mayBeMany(Step step) {
    BrakePolicy policy = step.state().header().brakePolicy();
    return !policy.off() && countBeating(step) >= policy.least();
  }

  /** Those that run as far as is known, and beat themselves. */
  private static int countBeating(Step step) {
    return (int)
        step.state().instances().stream()
            .filter(i -> i.desired() == DesiredState.RUNNING)
            .filter(i -> i.seen().observed().mayHang() || i.seen().observed().isDoubtful())
            .filter(
                i -> {
                  DeclaredModule module = step.moduleOf(i);
                  return module != null && module.isCommanded() && module.beatsItself();
                })
            .count();
  }
}
