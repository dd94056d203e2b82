package rouse.core.state;

import rouse.contracts.event.Decision;

/** Which incident a decision belongs to. */
public final class Correlation {
  private Correlation() {}

  /** The incident that the decision names, else the open one of its instance, else null. */
  public static String incidentOf(Decision.OfInstance decision, InstanceState before) {
    String named =
        switch (decision) {
          case Decision.IncidentOpened o -> o.incidentId();
          case Decision.IncidentReopened r -> r.incidentId();
          case Decision.JobFailed f -> f.incidentId();
          case Decision.IncidentClosed c -> c.incidentId();
          case Decision.CommandIssued c -> c.incidentId();
          case Decision.AttemptFailed f -> f.incidentId();
          case Decision.Deferred d -> d.incidentId();
          case Decision.HealthProbeOrdered d -> d.incidentId();
          case Decision.Quarantined q -> q.incidentId();
          case Decision.ReportJoined r -> r.incidentId();
          case Decision.WatchBegun w -> null;
          case Decision.WatchEnded w -> null;
          case Decision.InstanceAlive a -> null;
          case Decision.InstanceCompleted c -> null;
          case Decision.RestartPropagated r -> null;
          case Decision.RestartAbandoned r -> null;
          case Decision.FoundAlive f -> null;
          case Decision.WorkerAdded w -> null;
          case Decision.SurgeAdded s -> null;
          case Decision.SlotRelieved s -> null;
        };
    if (named != null) {
      return named;
    }
    return before.incident() == null ? null : before.incident().id();
  }
}
