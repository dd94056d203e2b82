package rouse.executor.docker.watch;

import java.time.Instant;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.executor.docker.ManagedContainer;

/**
 * Facts about containers. Their ids are made from the evidence: a container dies once per start, so
 * an end is named by the start of the run that ended. The event and a later look at the container
 * give the same id that way, though they give the end two slightly different times.
 */
public final class ContainerFacts {
  private final HostId host;
  private final String source;

  public ContainerFacts(HostId host) {
    this.host = host;
    this.source = "/executor/" + host;
  }

  Envelope<Fact> started(ManagedContainer container, Instant startedAt) {
    return Envelope.of(
        "started/" + container.id() + "/" + startedAt,
        source,
        startedAt,
        new Fact.ContainerStarted(
            container.instance(),
            container.incarnation(),
            container.id(),
            container.ip().orElse(null),
            container.definition().orElse(null),
            container.commandId().orElse(null),
            host));
  }

  /**
   * @param interrupted the engine ended it, or nobody saw what did
   */
  Envelope<Fact> died(
      ManagedContainer container,
      Instant startedAt,
      Instant at,
      int exitCode,
      boolean oom,
      boolean interrupted) {
    return Envelope.of(
        "died/" + container.id() + "/" + startedAt,
        source,
        at,
        new Fact.ContainerDied(
            container.instance(),
            container.incarnation(),
            container.id(),
            exitCode,
            oom,
            interrupted,
            host));
  }

  Envelope<Fact> stopped(ManagedContainer container, Instant startedAt, Instant at) {
    return Envelope.of(
        stopId(container.id(), startedAt),
        source,
        at,
        new Fact.ContainerStoppedByOperator(
            container.instance(), container.incarnation(), container.id(), host));
  }

  public static String stopId(String containerId, Instant startedAt) {
    return "stopped/" + containerId + "/" + startedAt;
  }

  Envelope<Fact> paused(ManagedContainer container, Instant at) {
    return Envelope.of(
        "paused/" + container.id() + "/" + at,
        source,
        at,
        new Fact.ContainerPaused(
            container.instance(), container.incarnation(), container.id(), host));
  }

  Envelope<Fact> unpaused(ManagedContainer container, Instant at) {
    return Envelope.of(
        "unpaused/" + container.id() + "/" + at,
        source,
        at,
        new Fact.ContainerUnpaused(
            container.instance(), container.incarnation(), container.id(), host));
  }

  Envelope<Fact> health(ManagedContainer container, Fact.Health health, Instant at) {
    return Envelope.of(
        "health/" + container.id() + "/" + health + "/" + at,
        source,
        at,
        new Fact.HealthChanged(container.instance(), container.incarnation(), health, "docker"));
  }
}
