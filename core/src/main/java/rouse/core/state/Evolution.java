package rouse.core.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;

/** What a decision changes in the state. */
public final class Evolution {
  private Evolution() {}

  /**
   * @param request what an effort that begins now belongs to
   */
  public static InstanceState evolve(
      InstanceState i, DecisionRecord decided, Instant at, String request) {
    return switch ((Decision.OfInstance) decided.body()) {
      case Decision.WatchBegun w ->
          i.withWatched(new InstanceState.Watched(w.incarnation(), w.timeout(), w.startup()));
      case Decision.WatchEnded w -> i.withWatched(null);
      case Decision.IncidentOpened o -> opened(i, o, decided.id(), at);
      case Decision.IncidentReopened r -> reopened(i, r);
      case Decision.IncidentClosed c -> closed(i, c, at);
      case Decision.CommandIssued c -> issued(i, c, decided.id(), at, request);
      case Decision.AttemptFailed f -> attemptFailed(i, f, at);
      case Decision.Deferred d -> deferred(i, d, decided.id());
      case Decision.Quarantined q ->
          i.withIncident(i.incident().inQuarantine())
              .with(
                  i.effort()
                      .with(
                          new InstanceTimer(
                              InstanceTimer.Kind.RETRY, q.nextTrial(), decided.id())));
      case Decision.JobFailed f -> i.withIncident(i.incident().forGood()).with(i.effort().idle());
      case Decision.InstanceAlive a -> i.with(i.seen().aliveAt(at)).with(i.effort().idle());
      case Decision.InstanceCompleted c ->
          i.with(i.seen().as(ObservedPhase.COMPLETED, at, null)).with(i.effort().idle());
      case Decision.WorkerAdded w -> i.with(DesiredState.RUNNING);
      case Decision.SurgeAdded s -> i.with(DesiredState.RUNNING);
      case Decision.SlotRelieved s ->
          i.with(DesiredState.GONE).with(i.effort().with((InstanceTimer) null).waitingFor(null));
      case Decision.FoundAlive f -> i;
      case Decision.ReportJoined r -> i;
    };
  }

  public static PlatformHeader evolve(PlatformHeader header, DecisionRecord decided, Instant at) {
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
  public static PlatformHeader evolve(
      PlatformHeader header, InstanceState before, Decision.OfInstance body, Instant at) {
    return UpdateEvolution.evolve(evolveBrake(header, before, body, at), before, body, at);
  }

  private static PlatformHeader evolveBrake(
      PlatformHeader header, InstanceState before, Decision.OfInstance body, Instant at) {
    boolean silent = before.seen().observed() == ObservedPhase.SILENT;
    Brake brake = header.brake();
    return switch (body) {
      case Decision.CommandIssued c ->
          header.with(
              silent && c.command() instanceof Command.Replace
                  ? brake.taking(c.instance(), at)
                  : brake.without(c.instance()));
      case Decision.Deferred d ->
          silent && d.reason().startsWith(Brake.REASON)
              ? header.with(brake.reserving(d.instance(), d.until(), at))
              : header;
      case Decision.IncidentClosed c -> header.with(brake.without(c.instance()));
      default -> header;
    };
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
                false));
  }

  /** The one that was closed, or that waited for it to stay alive. */
  private static InstanceState reopened(InstanceState i, Decision.IncidentReopened r) {
    Incident incident =
        i.incident() == null
            ? i.last().incident().reopened(r.incarnation())
            : i.incident().relapsed();
    return i.withIncident(incident).withLast(null).with(i.effort().over());
  }

  private static InstanceState closed(InstanceState i, Decision.IncidentClosed c, Instant at) {
    boolean back = c.outcome().equals("recovered") || c.outcome().equals("returned");
    InstanceState.Closed last = back ? new InstanceState.Closed(i.incident(), at) : null;
    return i.withIncident(null).withLast(last).with(i.effort().over());
  }

  private static InstanceState issued(
      InstanceState i, Decision.CommandIssued c, String decisionId, Instant at, String request) {
    CommandInFlight inFlight =
        new CommandInFlight(
            c.commandId(),
            CommandKind.of(c.command()),
            c.command().incarnation(),
            c.command().deadline(),
            decisionId,
            c.attempt());
    InstanceState sent =
        i.with(i.effort().sending(inFlight, request)).withOrdered(c.command().incarnation());
    if (c.incidentId() == null || i.incident() == null) {
      return sent;
    }
    List<Instant> attempts = new ArrayList<>(i.attempts());
    attempts.add(at);
    return sent.withAttempts(attempts).withIncident(i.incident().attempted());
  }

  /** What a failed attempt leaves behind is not known for sure, unless a fact has said it. */
  private static InstanceState attemptFailed(
      InstanceState i, Decision.AttemptFailed f, Instant at) {
    CommandInFlight inFlight = i.effort().inFlight();
    ObservedState seen = i.seen();
    if (inFlight != null && inFlight.verb() == CommandKind.RETIRE) {
      return i.with(i.effort().idle());
    }
    ObservedPhase left =
        switch (seen.observed()) {
          case ABSENT, COMPLETED -> ObservedPhase.DEAD;
          case STARTING, ALIVE -> ObservedPhase.UNKNOWN;
          case SILENT, UNHEALTHY, DEAD, STOPPED, PAUSED, UNKNOWN -> seen.observed();
        };
    return i.with(seen.as(left, at, f.reason())).with(i.effort().idle());
  }

  private static InstanceState deferred(InstanceState i, Decision.Deferred d, String decisionId) {
    return d.until() == null
        ? i.with(i.effort().waitingFor(d.reason()))
        : i.with(
            i.effort().with(new InstanceTimer(InstanceTimer.Kind.RETRY, d.until(), decisionId)));
  }
}
