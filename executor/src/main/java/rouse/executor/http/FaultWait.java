package rouse.executor.http;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.core.state.recovery.IncidentIds;

/**
 * Waits for what the decider makes of a report: that the module lives, or the incident that the
 * report opened or joined, and then its end. Reports of one module share one incident, and so one
 * recovery.
 */
final class FaultWait implements Consumer<Envelope<Decision>> {
  private final String factId;
  private final String name;
  private final CompletableFuture<ApiResponse> answer = new CompletableFuture<>();
  private volatile String incidentId;

  /**
   * @param factId of the report
   * @param name as the caller called the module
   */
  FaultWait(String factId, String name) {
    this.factId = factId;
    this.name = name;
  }

  CompletableFuture<ApiResponse> answer() {
    return answer;
  }

  /** Null as long as no incident is known. */
  String incidentId() {
    return incidentId;
  }

  @Override
  public void accept(Envelope<Decision> decision) {
    if (factId.equals(decision.causationId())) {
      switch (decision.body()) {
        case Decision.FoundAlive alive ->
            answer.complete(ApiResponse.said(name + " is already running"));
        case Decision.IncidentOpened opened -> incidentId = opened.incidentId();
        case Decision.IncidentReopened reopened -> incidentId = reopened.incidentId();
        case Decision.ReportJoined joined -> incidentId = joined.incidentId();
        case Decision.Refused refused -> answer.complete(ApiResponse.failed(502, refused.reason()));
        default -> {}
      }
    }
    if (incidentId != null) {
      ofIncident(decision);
    }
  }

  private void ofIncident(Envelope<Decision> decision) {
    switch (decision.body()) {
      case Decision.IncidentClosed closed -> {
        if (closed.incidentId().equals(incidentId)) {
          answer.complete(closed(closed));
        }
      }
      case Decision.Quarantined quarantined -> {
        if (quarantined.incidentId().equals(incidentId)) {
          answer.complete(
              ApiResponse.failed(
                  502,
                  "given up after %d attempts; the next trial is at %s"
                      .formatted(quarantined.attempts(), quarantined.nextTrial())));
        }
      }
      case Decision.JobFailed failed -> {
        if (failed.incidentId().equals(incidentId)) {
          answer.complete(ApiResponse.failed(502, "it has failed: " + failed.reason()));
        }
      }
      case Decision.InstanceAlive alive -> {
        if (incidentId.equals(decision.correlationId()) && isAnother(alive)) {
          answer.complete(restartedOn(alive.ip()));
        }
      }
      default -> {}
    }
  }

  /** What failed before lives on in another container; its incident may wait for it to stay so. */
  private boolean isAnother(Decision.InstanceAlive alive) {
    return alive.incarnation() > IncidentIds.incarnationOf(incidentId).orElse(alive.incarnation());
  }

  private ApiResponse restartedOn(String ip) {
    return ApiResponse.said(name + " restarted SUCCESSFULLY on address " + ip);
  }

  private ApiResponse closed(Decision.IncidentClosed closed) {
    return switch (closed.outcome()) {
      case "recovered" -> restartedOn(closed.ip());
      case "returned" -> ApiResponse.said(name + " is already running");
      default ->
          ApiResponse.failed(502, "it is no longer wanted: the incident was " + closed.outcome());
    };
  }
}
