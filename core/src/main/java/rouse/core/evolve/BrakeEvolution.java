package rouse.core.evolve;

import java.time.Instant;
import java.util.List;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.Brake;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformHeader;
import rouse.core.state.recovery.RecoveryTurn;

/** What events change in the brake, and in the turns of those that are recovered. */
public final class BrakeEvolution {
  /** How the reason of a decision begins that puts a recovery off for its host's rate. */
  public static final String RATE = "rate: ";

  private BrakeEvolution() {}

  /** Whose turn was to come waits for the end of the brake instead. */
  static void applied(Evolution e, Decision.BrakeApplied applied) {
    List<InstanceId> replaced = e.state().turns().ofSilentSince(e.at().minus(applied.within()));
    InstanceId last =
        replaced.reversed().stream()
            .filter(id -> e.get(id).turn().isTaken())
            .findFirst()
            .orElse(null);
    e.put(e.state().header().with(Brake.applied(e.at(), applied.probeAt(), last)));
    for (InstanceId id : e.state().turns().silent()) {
      InstanceState i = e.get(id);
      if (i.awaitsTurn()) {
        e.put(i.with(i.effort().withoutTimer()));
      }
    }
  }

  static void released(Evolution e) {
    e.put(e.state().header().with((Brake) null));
    for (InstanceState i : e.state().instances()) {
      String waitsFor = i.effort().waitsFor();
      if (waitsFor != null && waitsFor.startsWith(Brake.REASON)) {
        e.put(i.with(i.effort().waitingFor(null)));
      }
    }
  }

  static void timePassed(Evolution e) {
    PlatformHeader header = e.state().header();
    if (header.braking() != null && !header.braking().lookAt().isAfter(e.at())) {
      e.put(header.with(header.braking().looked(e.at())));
    }
  }

  /** What a decision about an instance changes in the brake. */
  static PlatformHeader evolve(
      PlatformHeader header, InstanceState before, Decision.OfInstance body, Instant at) {
    boolean probes =
        header.braking() != null
            && before.seen().observed() == ObservedPhase.SILENT
            && body instanceof Decision.CommandIssued issued
            && issued.command() instanceof Command.Replace;
    return probes
        ? header.with(header.braking().probing(before.id(), at, header.brakePolicy().probe()))
        : header;
  }

  /** A turn that was reserved is given up for any other reason to wait. */
  static InstanceState deferred(Evolution e, InstanceState i, Decision.Deferred d) {
    boolean silent = i.seen().observed() == ObservedPhase.SILENT;
    boolean turn = d.reason().startsWith(RATE) || d.reason().startsWith(Brake.REASON);
    DeclaredModule module = e.moduleOf(i);
    if (d.until() == null) {
      return i.awaitsTurn() ? i.with(i.effort().withoutTimer()) : i;
    }
    return turn && module != null
        ? i.with(new RecoveryTurn(module.owner(), d.until(), null, silent))
        : i;
  }

  static InstanceState taken(Evolution e, InstanceState i, Decision.CommandIssued issued) {
    DeclaredModule module = e.moduleOf(i);
    if (module == null || issued.command() instanceof Command.Retire) {
      return i;
    }
    String host = module.owner();
    return i.with(
        RecoveryTurn.taken(
            host,
            e.state().header().rateOf(host),
            e.state().turns().fullAt(host),
            e.at(),
            i.seen().observed() == ObservedPhase.SILENT));
  }
}
