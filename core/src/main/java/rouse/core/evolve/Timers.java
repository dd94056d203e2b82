package rouse.core.evolve;

import java.time.Duration;
import java.time.Instant;
import rouse.core.state.DeclaredModule;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.state.recovery.RecoveryProgress;

/** The timers that are set when something is seen, and how long they run. */
public final class Timers {
  /** What an executor has besides the module's own startup or grace time. */
  public static final Duration SLACK = Duration.ofSeconds(30);

  /** A deadline that is read so long after it was due accuses nobody the first time. */
  public static final Duration LATE = Duration.ofSeconds(2);

  /** One that is missed by so much has never been listened for, however often it was given. */
  static final Duration MISSED = Duration.ofSeconds(15);

  /** Longer than it takes to find a host silent: then the host is the reason. */
  private static final Duration PROBE_AFTER = Duration.ofSeconds(15);

  private Timers() {}

  /** What a new container has to be heard; the observer's own verdict comes first if it beats. */
  static InstanceTimer prove(DeclaredModule module, Instant at, String cause) {
    Duration startup = module.spec().heartbeat().startup();
    Duration slack = module.beatsItself() ? SLACK : Duration.ZERO;
    return new InstanceTimer(InstanceTimer.Kind.PROVE, at.plus(startup).plus(slack), cause);
  }

  static InstanceTimer probe(Instant at, String cause) {
    return new InstanceTimer(InstanceTimer.Kind.PROBE, at.plus(PROBE_AFTER), cause);
  }

  /** The question comes before the proof that it stays alive: it is not known to live. */
  static boolean mayProbe(RecoveryProgress effort) {
    return effort.inFlight() == null && (effort.timer() == null || effort.isSettling());
  }
}
