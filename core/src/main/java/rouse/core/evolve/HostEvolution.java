package rouse.core.evolve;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Fact;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformHeader;
import rouse.core.state.recovery.InstanceTimer;

/** Executors that are heard and fall silent. */
public final class HostEvolution {
  private HostEvolution() {}

  static void heard(Evolution e, Fact.HostHeard fact) {
    String host = fact.host().id();
    PlatformHeader header = e.state().header();
    PlatformHeader.Host known = header.hosts().get(host);
    if (known != null && !known.silent()) {
      return;
    }
    boolean watched = known != null && known.watched();
    e.put(header.with(host, new PlatformHeader.Host(watched, false, e.at())));
    if (known == null) {
      return;
    }
    for (InstanceState i : e.state().instances()) {
      DeclaredModule module = e.moduleOf(i);
      if (module != null && module.owner().equals(host) && isAskedAbout(i)) {
        Instant until = mayBeHeardUntil(i, module, e.at());
        var probe = new InstanceTimer(InstanceTimer.Kind.PROBE, until, e.factId());
        e.put(i.with(i.effort().with(probe)));
      }
    }
  }

  private static boolean isAskedAbout(InstanceState i) {
    return mayLive(i)
        && i.effort().inFlight() == null
        && i.desired() == DesiredState.RUNNING
        && i.incident() == null;
  }

  /** It was not heard, and that may have been for its host alone. */
  public static boolean mayLive(InstanceState i) {
    return switch (i.seen().observed()) {
      case SILENT, UNKNOWN, UNHEALTHY -> true;
      case ABSENT, STARTING, ALIVE, DEAD, STOPPED, PAUSED, COMPLETED -> false;
    };
  }

  /**
   * A moment to be heard first; a pause before its next attempt that is longer is not cut short.
   */
  public static Instant mayBeHeardUntil(InstanceState i, DeclaredModule module, Instant at) {
    Duration timeout = module.spec().heartbeat().longestTimeout();
    Duration least = Duration.ofSeconds(3);
    Instant grace = at.plus(timeout.compareTo(least) < 0 ? least : timeout);
    InstanceTimer timer = i.effort().timer();
    boolean pausesBeyond =
        timer != null && timer.kind() == InstanceTimer.Kind.RETRY && timer.at().isAfter(grace);
    return pausesBeyond ? timer.at() : grace;
  }

  static void silent(Evolution e, Fact.HostSilent fact) {
    String host = fact.host().id();
    PlatformHeader header = e.state().header();
    PlatformHeader.Host known = header.hosts().get(host);
    if (known != null && !known.silent()) {
      e.put(header.with(host, new PlatformHeader.Host(known.watched(), true, e.at())));
    }
  }
}
