package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.InstanceTimer;
import rouse.core.state.PlatformHeader;

/** An executor that is silent makes its instances unknown, not dead: it is sent nothing. */
public final class HostRules {
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private HostRules() {}

  /** Expects the beats of an executor that has declared a platform. */
  static void watch(Step step, String host) {
    PlatformHeader.Host known = step.state().header().hosts().get(host);
    if (known == null || !known.watched()) {
      step.decideForPlatform(
          new Decision.HostWatchBegun(step.state().header().platform(), host, TIMEOUT, TIMEOUT));
    }
  }

  static void heard(Step step, Fact.HostHeard fact) {
    String host = fact.host().id();
    PlatformHeader header = step.state().header();
    PlatformHeader.Host known = header.hosts().get(host);
    boolean wasSilent = known != null && known.silent();
    boolean watched = known != null && known.watched();
    if (known != null && !wasSilent) {
      return;
    }
    step.state().put(header.with(host, new PlatformHeader.Host(watched, false, step.at())));
    if (wasSilent) {
      Alerts.resolveHost(step, host, "Host " + host + " is heard again.");
      lookAgain(step, host);
    }
  }

  /** What died is recovered at once; what was only not heard has a moment to be heard first. */
  private static void lookAgain(Step step, String host) {
    for (InstanceState i : step.state().instances()) {
      DeclaredModule module = step.moduleOf(i);
      if (module == null || !module.owner().equals(host)) {
        continue;
      }
      Instant until = step.at().plus(grace(module));
      switch (i.seen().observed()) {
        case SILENT, UNKNOWN, UNHEALTHY -> giveTime(step, i, until);
        case ABSENT, STARTING, ALIVE, DEAD, STOPPED, PAUSED, COMPLETED ->
            step.enqueue(i.id(), step.factId());
      }
    }
  }

  private static void giveTime(Step step, InstanceState i, Instant grace) {
    Instant until = isPausedBeyond(i, grace) ? i.effort().timer().at() : grace;
    if (i.effort().inFlight() != null || i.desired() != DesiredState.RUNNING) {
      step.enqueue(i.id(), step.factId());
    } else if (i.incident() == null) {
      var probe = new InstanceTimer(InstanceTimer.Kind.PROBE, until, step.factId());
      step.put(i.with(i.effort().with(probe)));
    } else if (!i.incident().quarantined() || i.effort().timer() == null) {
      step.decide(
          new Decision.Deferred(
              i.id(),
              i.incident().id(),
              until,
              "its host is back: it may be heard until " + until));
    }
  }

  /** A pause before its next attempt that is longer is not cut short. */
  private static boolean isPausedBeyond(InstanceState i, Instant grace) {
    InstanceTimer timer = i.effort().timer();
    return timer != null && timer.kind() == InstanceTimer.Kind.RETRY && timer.at().isAfter(grace);
  }

  private static Duration grace(DeclaredModule module) {
    Duration timeout = module.spec().heartbeat().timeout();
    return timeout.compareTo(Duration.ofSeconds(3)) < 0 ? Duration.ofSeconds(3) : timeout;
  }

  static void silent(Step step, Fact.HostSilent fact) {
    String host = fact.host().id();
    PlatformHeader header = step.state().header();
    PlatformHeader.Host known = header.hosts().get(host);
    if (known == null || known.silent()) {
      return;
    }
    step.state().put(header.with(host, new PlatformHeader.Host(known.watched(), true, step.at())));
    long modules =
        step.state().modules().wanted().values().stream()
            .filter(m -> m.owner().equals(host))
            .count();
    if (modules > 0) {
      Alerts.raiseHost(
          step,
          host,
          "Host %s is silent since %s: its %d modules are unknown, and nothing can be started there."
              .formatted(host, fact.lastHeard() == null ? "its start" : fact.lastHeard(), modules));
    }
  }
}
