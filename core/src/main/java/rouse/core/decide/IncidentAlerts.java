package rouse.core.decide;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.recovery.Incident;
import rouse.core.state.recovery.IncidentCauses;
import rouse.core.step.Alerts;
import rouse.core.step.Step;
import rouse.core.text.EvidenceText;
import rouse.core.text.IncidentText;

/**
 * Tells people of every incident: once when it opens, once when it is over. Whether and when a
 * message goes out is for who gathers the alerts.
 */
final class IncidentAlerts {
  private IncidentAlerts() {}

  /** Looks at what was decided in this step, when nothing more will be. */
  static void decide(Step step) {
    for (DecisionRecord decided : List.copyOf(step.decisions())) {
      if (!decided.elsewhere()) {
        tell(step, decided);
      }
    }
  }

  private static void tell(Step step, DecisionRecord decided) {
    switch (decided.body()) {
      case Decision.IncidentOpened d ->
          raise(
              step,
              decided,
              d.instance(),
              d.incidentId(),
              d.cause(),
              IncidentText.opened(d, step.at()));
      case Decision.IncidentReopened d ->
          raise(
              step,
              decided,
              d.instance(),
              d.incidentId(),
              d.cause(),
              IncidentText.reopened(d, step.at()));
      case Decision.IncidentClosed d ->
          step.decideForPlatform(
              new Decision.AlertResolved(
                  d.platform(),
                  Alerts.DOWN,
                  d.instance().toString(),
                  IncidentText.closed(d, step.at()),
                  step.state().header().alertsTo()),
              decided.id(),
              d.incidentId());
      default -> {
        // Nobody is told of it here.
      }
    }
  }

  private static void raise(
      Step step,
      DecisionRecord decided,
      InstanceId id,
      String incidentId,
      String cause,
      String text) {
    DeclaredModule module = step.moduleOf(step.get(id));
    if (isGivenUp(step, incidentId) || waitsForPeople(step, module)) {
      // The first has an alert of its own, which says more.
      return;
    }
    step.decideForPlatform(
        new Decision.AlertRaised(
            id.platform(),
            Alerts.DOWN,
            id.toString(),
            text,
            step.state().header().alertsTo(),
            next(step, id, module),
            inhibitor(step, module, cause)),
        decided.id(),
        incidentId);
  }

  private static boolean isGivenUp(Step step, String incidentId) {
    return step.decisions().stream()
        .anyMatch(
            d -> d.body() instanceof Decision.JobFailed job && job.incidentId().equals(incidentId));
  }

  /** What is done about it next: the last that was decided for it, or why that is nothing. */
  private static String next(Step step, InstanceId id, DeclaredModule module) {
    if (module == null || step.get(id).desired() == DesiredState.ADOPTED) {
      return "Nothing: nobody declared it, so Rouse watches it and commands nothing.";
    }
    return step.decisions().reversed().stream()
        .map(d -> words(d.body(), id))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static String words(Decision decision, InstanceId id) {
    return switch (decision) {
      case Decision.CommandIssued d -> d.instance().equals(id) ? IncidentText.ordered(d) : null;
      case Decision.Deferred d -> d.instance().equals(id) ? IncidentText.deferred(d) : null;
      default -> null;
    };
  }

  /** Whether somebody has stopped what it cannot do without; that is no failure. */
  private static boolean waitsForPeople(Step step, DeclaredModule module) {
    return dependencies(step, module)
        .anyMatch(i -> i.seen().isPaused() || i.desired() == DesiredState.HELD);
  }

  private static Stream<InstanceState> dependencies(Step step, DeclaredModule module) {
    return Stream.ofNullable(module)
        .flatMap(m -> m.spec().dependsOn().stream())
        .filter(Dependency::required)
        .flatMap(d -> step.state().instancesOf(d.module()).stream());
  }

  /** The brake, or an instance that is down itself, and that this one cannot do without. */
  private static String inhibitor(Step step, DeclaredModule module, String cause) {
    if (step.state().header().braking() != null && cause.equals(IncidentCauses.SILENT)) {
      return step.state().header().platform();
    }
    return dependencies(step, module)
        .filter(i -> i.incident() != null && i.seen().observed() != ObservedPhase.ALIVE)
        .map(i -> i.id().toString())
        .findFirst()
        .orElse(null);
  }

  /** The log of the incarnation that failed belongs to the alert. */
  static void explain(Step step, Fact.ContainerEvidence evidence) {
    String log = EvidenceText.lastLines(evidence);
    incident(step, evidence)
        .filter(incident -> !log.isEmpty())
        .ifPresent(
            incident ->
                step.decideForPlatform(
                    new Decision.AlertExplained(
                        evidence.instance().platform(),
                        Alerts.DOWN,
                        evidence.instance().toString(),
                        log),
                    step.factId(),
                    incident.id()));
  }

  private static Optional<Incident> incident(Step step, Fact.ContainerEvidence evidence) {
    return Stream.ofNullable(step.get(evidence.instance()))
        .map(InstanceState::incident)
        .filter(Objects::nonNull)
        .filter(incident -> incident.incarnation() == evidence.incarnation())
        .findFirst();
  }
}
