package rouse.core.evolve;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.HealthProbe;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleIntent;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.PlatformHeader;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.CommandKind;
import rouse.core.state.recovery.Incident;
import rouse.core.state.recovery.IncidentCauses;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.state.recovery.RecoveryProgress;

/** What a decision changes in the state. */
final class DecisionEvolution {
  private DecisionEvolution() {}

  static void evolve(Evolution e, DecisionRecord decided) {
    if (decided.body() instanceof Decision.OfInstance body) {
      InstanceState before = e.get(body.instance());
      e.put(header(e.state().header(), before, body, e.at()));
      e.put(instance(e, before, decided, body));
      if (body instanceof Decision.WorkerAdded added) {
        countWorker(e, added.instance().module());
      }
      return;
    }
    switch (decided.body()) {
      case Decision.Scaled s -> LoadEvolution.scaled(e, decided, s);
      case Decision.ScalingHeld h -> LoadEvolution.held(e, decided, h);
      case Decision.BrakeApplied b -> BrakeEvolution.applied(e, b);
      case Decision.BrakeReleased b -> BrakeEvolution.released(e);
      default -> e.put(header(e.state().header(), decided, e.at()));
    }
  }

  private static InstanceState instance(
      Evolution e, InstanceState i, DecisionRecord decided, Decision.OfInstance body) {
    Instant at = e.at();
    String id = decided.id();
    return switch (body) {
      case Decision.WatchBegun w ->
          i.withWatched(
              new InstanceState.Watched(w.incarnation(), w.timeout(), w.startup(), w.most()));
      case Decision.WatchEnded w -> i.withWatched(null);
      case Decision.IncidentOpened o -> opened(i, o, id, at);
      case Decision.IncidentReopened r -> reopened(i, r);
      case Decision.IncidentClosed c -> closed(i, c, at);
      case Decision.CommandIssued c -> issued(e, i, c, decided);
      case Decision.AttemptFailed f -> attemptFailed(e, i, f);
      case Decision.Deferred d -> deferred(e, i, d, id);
      case Decision.HealthProbeOrdered p ->
          i.with(new HealthProbe(i.seen().since(), p.until(), null))
              .with(i.effort().with(new InstanceTimer(InstanceTimer.Kind.RETRY, p.until(), id)));
      case Decision.Quarantined q ->
          i.withIncident(i.incident().inQuarantine())
              .with(
                  i.effort().with(new InstanceTimer(InstanceTimer.Kind.RETRY, q.nextTrial(), id)));
      case Decision.JobFailed f -> i.withIncident(i.incident().forGood()).with(i.effort().idle());
      case Decision.InstanceAlive a -> alive(i, id, at);
      case Decision.InstanceCompleted c ->
          i.with(i.seen().as(ObservedPhase.COMPLETED, at, null)).with(i.effort().idle());
      case Decision.WorkerAdded w -> i.with(DesiredState.RUNNING);
      case Decision.SurgeAdded s -> i.with(DesiredState.RUNNING);
      case Decision.SlotRelieved s ->
          i.with(DesiredState.GONE).with(i.effort().withoutTimer().waitingFor(null));
      case Decision.RestartPropagated r -> {
        var wish =
            new RecoveryProgress.Restart(
                r.incarnation(), r.reason(), decided.correlationId(), true);
        yield i.with(i.effort().wishing(wish));
      }
      case Decision.RestartAbandoned r -> i.with(i.effort().wishing(null).waitingFor(null));
      case Decision.FoundAlive f -> i;
      case Decision.ReportJoined r -> i;
    };
  }

  private static PlatformHeader header(PlatformHeader header, DecisionRecord decided, Instant at) {
    return switch (decided.body()) {
      case Decision.HostWatchBegun h ->
          header.with(h.host(), new PlatformHeader.Host(true, header.isSilent(h.host()), at));
      case Decision.PlatformDown d -> header.down();
      case Decision.BootDecided b -> b.clears() ? header.booting(b.host(), at) : header;
      default -> UpdateEvolution.evolve(header, decided, at);
    };
  }

  /**
   * What a decision about an instance changes in the platform.
   *
   * @param before the instance, before the decision
   */
  private static PlatformHeader header(
      PlatformHeader header, InstanceState before, Decision.OfInstance body, Instant at) {
    return UpdateEvolution.evolve(
        BrakeEvolution.evolve(header, before, body, at), before, body, at);
  }

  /** Where an operator had wanted a number, there is one more now. */
  private static void countWorker(Evolution e, String module) {
    ModuleIntent intent = e.state().header().intent(module);
    if (intent.replicas() != null) {
      int now = e.state().wanted(module).size();
      e.put(e.state().header().with(module, intent.scaled(now, intent.replicasUntil())));
    }
  }

  /** Its incident, when it had failed before, waits for it to stay alive. */
  private static InstanceState alive(InstanceState i, String decisionId, Instant at) {
    InstanceState alive = i.with(i.seen().aliveAt(at)).with(i.effort().idle());
    Duration stay =
        i.incident() == null ? Duration.ZERO : RecoveryPolicy.stayAfter(i.incident().relapses());
    return stay.isZero()
        ? alive
        : alive.with(
            alive
                .effort()
                .settling(new InstanceTimer(InstanceTimer.Kind.SETTLE, at.plus(stay), decisionId)));
  }

  /** An attempt that a wish had made counts as the first once it turns out to have failed. */
  private static InstanceState opened(
      InstanceState i, Decision.IncidentOpened o, String decisionId, Instant at) {
    boolean attempted = IncidentCauses.ofWishes().contains(o.cause());
    List<Instant> attempts = new ArrayList<>(i.hasBeenAliveUntil(at) ? List.of() : i.attempts());
    if (attempted) {
      attempts.add(at);
    }
    return i.withAttempts(attempts)
        .withLast(null)
        .withIncident(
            new Incident(
                o.incidentId(),
                o.cause(),
                at,
                o.incarnation(),
                attempted ? 1 : 0,
                false,
                decisionId,
                0,
                false,
                !attempted && i.seen().hasFailedRun() ? 1 : 0));
  }

  /** The one that was closed, or that waited for it to stay alive. */
  private static InstanceState reopened(InstanceState i, Decision.IncidentReopened r) {
    Incident incident =
        i.incident() == null
            ? i.last().incident().reopened(r.incarnation())
            : i.incident().relapsed();
    return i.withIncident(i.seen().hasFailedRun() ? incident.failedRun() : incident)
        .withLast(null)
        .with(i.effort().over());
  }

  private static InstanceState closed(InstanceState i, Decision.IncidentClosed c, Instant at) {
    boolean back = c.outcome().equals("recovered") || c.outcome().equals("returned");
    InstanceState.Closed last = back ? new InstanceState.Closed(i.incident(), at) : null;
    return i.withIncident(null).withLast(last).with(i.effort().over());
  }

  private static InstanceState issued(
      Evolution e, InstanceState i, Decision.CommandIssued c, DecisionRecord decided) {
    CommandInFlight inFlight =
        new CommandInFlight(
            c.commandId(),
            CommandKind.of(c.command()),
            c.command().incarnation(),
            c.command().deadline(),
            decided.id(),
            c.attempt(),
            c.incidentId());
    String request = c.incidentId() == null ? decided.correlationId() : i.effort().request();
    InstanceState sent =
        i.with(i.effort().sending(inFlight, request)).withOrdered(c.command().incarnation());
    if (c.incidentId() == null || i.incident() == null) {
      return sent;
    }
    sent = BrakeEvolution.taken(e, sent, c);
    Duration within = e.moduleOf(i).spec().recovery().within();
    List<Instant> attempts = new ArrayList<>(i.attemptsSince(e.at().minus(within)));
    attempts.add(e.at());
    return sent.withAttempts(attempts).withIncident(i.incident().attempted());
  }

  /** What a failed attempt leaves behind is not known for sure, unless a fact has said it. */
  private static InstanceState attemptFailed(
      Evolution e, InstanceState i, Decision.AttemptFailed f) {
    CommandInFlight inFlight = i.effort().inFlight();
    ObservedState seen = i.seen();
    boolean retire = inFlight != null && inFlight.verb() == CommandKind.RETIRE;
    ObservedPhase left =
        switch (seen.observed()) {
          case ABSENT, COMPLETED -> ObservedPhase.DEAD;
          case STARTING, ALIVE -> ObservedPhase.UNKNOWN;
          case SILENT, UNHEALTHY, DEAD, STOPPED, PAUSED, UNKNOWN -> seen.observed();
        };
    RecoveryProgress effort = i.effort().idle();
    CommandInFlight last = effort.lastCommand();
    DeclaredModule module = e.moduleOf(i);
    boolean givesUp =
        last != null
            && last.verb() == CommandKind.REPLACE
            && module != null
            && i.definitionDiffers(module);
    InstanceState after = i.with(givesUp ? effort.givingUp(module.spec().definition()) : effort);
    boolean ran = inFlight == null || seen.incarnation() >= inFlight.incarnation();
    if (after.incident() != null && ran && seen.hasFailedRun()) {
      after = after.withIncident(after.incident().failedRun());
    }
    return retire ? after : after.with(seen.as(left, e.at(), f.reason()));
  }

  private static InstanceState deferred(
      Evolution e, InstanceState before, Decision.Deferred d, String decisionId) {
    InstanceState i = BrakeEvolution.deferred(e, before, d);
    return d.until() == null
        ? i.with(i.effort().waitingFor(d.reason()))
        : i.with(
            i.effort().with(new InstanceTimer(InstanceTimer.Kind.RETRY, d.until(), decisionId)));
  }
}
