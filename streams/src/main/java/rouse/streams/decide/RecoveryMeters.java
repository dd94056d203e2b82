package rouse.streams.decide;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.LongStream;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.IncidentView;

/**
 * What the decider does, counted since this process started, for Prometheus to alert on. A fact
 * whose transaction is aborted and decided about again is counted twice.
 */
public final class RecoveryMeters {
  private static final Duration[] SECONDS =
      LongStream.of(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800)
          .mapToObj(Duration::ofSeconds)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;

  public RecoveryMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Counts one decision.
   *
   * @param fact the evidence
   * @param incident looks an incident up by its id; null when it is not remembered
   */
  void decided(
      Envelope<Fact> fact, Instant at, Decision decision, Function<String, IncidentView> incident) {
    switch (decision) {
      case Decision.IncidentOpened o -> detected(o.instance(), fact, at);
      case Decision.IncidentReopened o -> detected(o.instance(), fact, at);
      case Decision.IncidentClosed c -> {
        over(c.instance(), incident.apply(c.incidentId()), c.outcome());
        if (c.outcome().equals("recovered")) {
          timer("rouse.recovery", "from an incident's opening to its proven recovery", c.platform())
              .record(c.took());
        }
      }
      case Decision.Quarantined q ->
          over(q.instance(), incident.apply(q.incidentId()), "quarantined");
      case Decision.Scaled s ->
          scaling(
                  "rouse.scalings",
                  "changes of a number of workers, by cause",
                  s.platform(),
                  s.module(),
                  s.cause())
              .tag("direction", s.to() > s.from() ? "up" : "down")
              .register(registry)
              .increment();
      case Decision.ScalingHeld h ->
          scaling(
                  "rouse.scalings.held",
                  "changes that load asked for and a rule held, by rule",
                  h.platform(),
                  h.module(),
                  h.cause())
              .register(registry)
              .increment();
      case Decision.JobFailed j -> over(j.instance(), incident.apply(j.incidentId()), "failed");
      default -> {
        // Nothing that people alert on.
      }
    }
  }

  /** A fact was read once more, and skipped. */
  void replayed() {
    Counter.builder("rouse.facts.replayed")
        .description(
            "facts that were read once more, since a group's offsets were lost, and skipped")
        .register(registry)
        .increment();
  }

  private void over(InstanceId instance, IncidentView incident, String outcome) {
    Counter.builder("rouse.recoveries")
        .description("incidents that ended or were given up, by cause and outcome")
        .tag("platform", instance.platform())
        .tag("module", instance.module())
        .tag("cause", incident == null ? "unknown" : incident.cause())
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  private static Counter.Builder scaling(
      String name, String description, String platform, String module, String cause) {
    return Counter.builder(name)
        .description(description)
        .tag("platform", platform)
        .tag("module", module)
        .tag("cause", cause);
  }

  /** From the last sign of life, or from the end that the engine told, to the incident. */
  private void detected(InstanceId instance, Envelope<Fact> fact, Instant at) {
    Counter.builder("rouse.incidents")
        .description("incidents opened or opened again")
        .tag("platform", instance.platform())
        .tag("module", instance.module())
        .register(registry)
        .increment();
    Instant since =
        switch (fact.body()) {
          case Fact.InstanceSilent s -> s.lastHeard();
          case Fact.ContainerDied d -> fact.time();
          default -> null;
        };
    if (since != null) {
      Duration took = Duration.between(since, at);
      timer("rouse.detection", "from the last sign of life to the incident", instance.platform())
          .record(took.isNegative() ? Duration.ZERO : took);
    }
  }

  private Timer timer(String name, String description, String platform) {
    return Timer.builder(name)
        .description(description)
        .tag("platform", platform)
        .serviceLevelObjectives(SECONDS)
        .register(registry);
  }
}
