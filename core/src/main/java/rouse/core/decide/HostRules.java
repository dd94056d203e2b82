package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.core.evolve.HostEvolution;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformHeader;
import rouse.core.state.recovery.Incident;
import rouse.core.step.Alerts;
import rouse.core.step.Step;

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
    if (step.evolution().headerBefore().isSilent(host)) {
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
      Incident incident = i.incident();
      boolean waits =
          HostEvolution.mayLive(i)
              && i.effort().inFlight() == null
              && i.desired() == DesiredState.RUNNING
              && incident != null
              && (!incident.quarantined() || i.effort().timer() == null);
      if (waits) {
        Instant until = HostEvolution.mayBeHeardUntil(i, module, step.at());
        String why = "its host is back: it may be heard until " + until;
        step.decide(new Decision.Deferred(i.id(), incident.id(), until, why));
      } else {
        step.enqueue(i.id(), step.factId());
      }
    }
  }

  static void silent(Step step, Fact.HostSilent fact) {
    String host = fact.host().id();
    PlatformHeader header = step.state().header();
    if (step.evolution().headerBefore().isSilent(host) || !header.isSilent(host)) {
      return;
    }
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
