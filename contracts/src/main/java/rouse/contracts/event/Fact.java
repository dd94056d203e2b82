package rouse.contracts.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.WorkerLoad;
import rouse.contracts.settings.Durations;

/**
 * What happened. The topic {@code rouse.facts} holds the facts of a platform in one total order; a
 * fact's time is the broker's time stamp of its record.
 */
public sealed interface Fact extends Event {
  /** A time that is added to one of the log's must not leave what an instant can hold. */
  Duration LONGEST_INTENT = Duration.ofDays(3650);

  /** The platform it belongs to, which is also the key of its record. */
  String platform();

  /** A fact about one instance. */
  sealed interface OfInstance extends Fact {
    InstanceId instance();

    @Override
    @JsonIgnore
    default String platform() {
      return instance().platform();
    }
  }

  /**
   * An executor read its platform file; it is the desired state of the modules it owns.
   *
   * @param host the executor; modules whose {@code host} is null or equal are its own
   * @param wishedBy who wishes the platform up; null when an executor only announces its file,
   *     which undoes nobody's {@link PlatformWithdrawn}
   */
  record PlatformDeclared(PlatformSpec spec, HostId host, @Nullable String wishedBy)
      implements Fact {
    /** A file that is announced. */
    public PlatformDeclared(PlatformSpec spec, HostId host) {
      this(spec, host, null);
    }

    @Override
    @JsonIgnore
    public String platform() {
      return spec.name();
    }
  }

  /**
   * Somebody took the platform down.
   *
   * @param by who asked
   */
  record PlatformWithdrawn(String platform, @Nullable String by) implements Fact {}

  /**
   * Somebody wishes the platform up, and its file says what to clear before. Answered by {@link
   * Decision.BootDecided}: one executor clears, once.
   *
   * @param host the executor that asks
   * @param idle none of the modules that the decider commands runs on that host
   */
  record BootRequested(String platform, HostId host, boolean idle, @Nullable String by)
      implements Fact {}

  /**
   * First beat of an incarnation, a beat after silence, or its third beat, which proves that it
   * lives.
   *
   * @param at broker time of the beat
   * @param beats 1 at the first beat (of the incarnation, or after silence), 3 at the third
   * @param adopted nobody had declared it
   * @param afterSilence it had been found silent
   * @param timeout the timeout that now holds
   */
  record InstanceHeard(
      InstanceId instance,
      long incarnation,
      Instant at,
      int beats,
      boolean adopted,
      boolean afterSilence,
      Duration timeout)
      implements OfInstance {}

  /**
   * No beat within the timeout.
   *
   * @param lastHeard broker time of the last beat; null when it never beat
   * @param deadline when the silence became a failure
   * @param judgedAt log time up to which every beat was read: of the tick, or as far as the carrier
   *     of its beats came
   * @param timeout the timeout that ran out (the startup time when it never beat)
   * @param partition where the evidence stands in the heartbeat topic
   * @param beatOffset offset of the last beat, or of the watch when it never beat
   * @param tickOffset offset of the tick
   */
  record InstanceSilent(
      InstanceId instance,
      long incarnation,
      @Nullable Instant lastHeard,
      Instant deadline,
      Instant judgedAt,
      Duration timeout,
      int partition,
      long beatOffset,
      long tickOffset)
      implements OfInstance {}

  /**
   * The observer did not look for a while; all of the partition got a fresh timeout, or all whose
   * beats come by one route.
   *
   * @param cause {@code gap}, {@code restart}, {@code clock-back}, or {@code route} and its name
   */
  record ObserverBlind(String platform, int partition, Instant from, Instant to, String cause)
      implements Fact {}

  /**
   * A container runs.
   *
   * @param definition hash of what it was made from, from its label
   * @param commandId the command that made it, from its label; null when there was none
   */
  record ContainerStarted(
      InstanceId instance,
      long incarnation,
      String containerId,
      @Nullable String ip,
      @Nullable String definition,
      @Nullable String commandId,
      HostId host)
      implements OfInstance {}

  /**
   * A container ended by itself, or was killed by nobody who asked Docker to stop it.
   *
   * @param interrupted the engine stopped it on its own way down, or nobody saw its end: exit code
   *     0 does not prove that its work was done
   */
  record ContainerDied(
      InstanceId instance,
      long incarnation,
      String containerId,
      int exitCode,
      boolean oom,
      boolean interrupted,
      HostId host)
      implements OfInstance {
    public ContainerDied(
        InstanceId instance,
        long incarnation,
        String containerId,
        int exitCode,
        boolean oom,
        HostId host) {
      this(instance, incarnation, containerId, exitCode, oom, false, host);
    }
  }

  /**
   * What a container leaves behind: taken at its death, and before it is removed or started again.
   * Values of its environment whose names look like secrets are blotted out of all texts.
   *
   * @param taken {@code died}, {@code unhealthy}, or {@code removed} before it is replaced or
   *     retired
   * @param exitCode of its last run; null while it runs
   * @param signal that ended it; null when none did
   * @param health what its latest health check printed; null when it has none
   * @param memoryLimit in bytes; null when it has none
   * @param log its last lines, 200 and 64 KiB at most
   * @param truncated more was written than the log shows
   */
  record ContainerEvidence(
      InstanceId instance,
      long incarnation,
      String containerId,
      String taken,
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      boolean oom,
      @Nullable String health,
      @Nullable String imageId,
      @Nullable Long memoryLimit,
      @Nullable Double cpus,
      String log,
      boolean truncated,
      HostId host)
      implements OfInstance {}

  /** Somebody else stopped the container through Docker's API: not a failure. */
  record ContainerStoppedByOperator(
      InstanceId instance, long incarnation, String containerId, HostId host)
      implements OfInstance {}

  /** Somebody paused the container ({@code docker pause}): not a hang, and not a failure. */
  record ContainerPaused(InstanceId instance, long incarnation, String containerId, HostId host)
      implements OfInstance {}

  /**
   * The container is not paused any more. Also told when an executor that has just started finds a
   * container that runs: it cannot know what was told before.
   */
  record ContainerUnpaused(InstanceId instance, long incarnation, String containerId, HostId host)
      implements OfInstance {}

  /**
   * Health changed.
   *
   * @param health what it is now
   * @param by {@code docker} (the health check) or {@code module} (its own status)
   */
  record HealthChanged(InstanceId instance, long incarnation, Health health, String by)
      implements OfInstance {}

  /** Docker's words, and what a module says of itself. */
  enum Health {
    STARTING,
    HEALTHY,
    UNHEALTHY
  }

  /**
   * What came of a {@link Command.Probe}.
   *
   * @param result {@code healthy}, {@code unhealthy}, {@code timed-out}, {@code no-check}, {@code
   *     gone} or {@code not-run}
   * @param output what the check printed, shortened
   */
  record HealthProbed(
      String commandId,
      InstanceId instance,
      long incarnation,
      String result,
      Duration took,
      @Nullable String output,
      HostId host)
      implements OfInstance {
    public static final String HEALTHY = "healthy";
    public static final String UNHEALTHY = "unhealthy";
    public static final String TIMED_OUT = "timed-out";
    public static final String NO_CHECK = "no-check";
    public static final String GONE = "gone";
    public static final String NOT_RUN = "not-run";

    /** Whether the check has confirmed what the silence says. */
    public boolean confirms() {
      return result.equals(UNHEALTHY) || result.equals(TIMED_OUT);
    }
  }

  /** An executor was heard for the first time, or after silence. */
  record HostHeard(String platform, HostId host, Instant at, boolean afterSilence)
      implements Fact {}

  /** An executor fell silent: its instances are unknown, not dead. */
  record HostSilent(
      String platform, HostId host, @Nullable Instant lastHeard, Instant deadline, Instant judgedAt)
      implements Fact {}

  /**
   * What the workers of a module reported in one window of log time. Who is not in it has not
   * reported; which of the workers should have, the decider knows.
   *
   * @param from begin of the window
   * @param to end of the window
   * @param metrics mean and highest of each metric that somebody reported
   * @param workers who reported, by slot
   * @param unread partitions that had not been read to the window's end when it was closed: whose
   *     workers stand there is not known, so those that are missing may have reported
   */
  record LoadObserved(
      String platform,
      String module,
      Instant from,
      Instant to,
      List<MetricLoad> metrics,
      List<WorkerLoad> workers,
      @Nullable List<Integer> unread)
      implements Fact {

    /**
     * One metric over all workers that reported it.
     *
     * @param reporting how many did
     */
    public record MetricLoad(ScaleMetric metric, int reporting, double mean, double max) {}
  }

  /** Somebody says that a module is faulty ({@code POST /faulty}). */
  record FaultReported(InstanceId instance, @Nullable String by, @Nullable String reason)
      implements OfInstance {}

  /** Somebody wants one more worker. */
  record WorkerRequested(
      String platform, String module, @Nullable String by, @Nullable String reason)
      implements Fact {}

  /** An operator wants a module replaced, though it may be alive. */
  record RestartRequested(
      String platform, String module, @Nullable String by, @Nullable String reason)
      implements Fact {}

  /**
   * An operator wants this many instances, whatever the file says.
   *
   * @param lasts for how long; null: until another number is wanted
   */
  record ScaleRequested(
      String platform, String module, int replicas, @Nullable String by, @Nullable Duration lasts)
      implements Fact {
    public ScaleRequested {
      ModuleSpec.checkReplicas(module, replicas);
      requireSome(lasts);
    }

    /** Without an end. */
    public ScaleRequested(String platform, String module, int replicas, String by) {
      this(platform, module, replicas, by, null);
    }
  }

  /**
   * An operator wants a module left alone.
   *
   * @param lasts for how long; null: until it is released
   */
  record HoldRequested(
      String platform,
      String module,
      @Nullable String by,
      @Nullable String reason,
      @Nullable Duration lasts)
      implements Fact {
    public HoldRequested {
      requireSome(lasts);
    }

    /** Without an end. */
    public HoldRequested(String platform, String module, String by, String reason) {
      this(platform, module, by, reason, null);
    }
  }

  /** An operator ends a hold. */
  record ReleaseRequested(String platform, String module, @Nullable String by) implements Fact {}

  /**
   * A command reached what it asked for.
   *
   * @param result {@code started}, {@code already-running}, {@code newer-running}, {@code retired}
   * @param incarnation the one that runs now
   */
  record CommandSucceeded(
      String commandId,
      InstanceId instance,
      long incarnation,
      String result,
      @Nullable String containerId,
      @Nullable String ip,
      HostId host)
      implements OfInstance {}

  /**
   * A command did not reach what it asked for.
   *
   * @param reason one line for an operator
   */
  record CommandFailed(
      String commandId, InstanceId instance, long incarnation, String reason, HostId host)
      implements OfInstance {
    /** The reason when a container is left alone because somebody paused it. */
    public static final String PAUSED = "somebody paused it";

    /** The reason when a container is left alone because what it was accused of is over. */
    public static final String HEALTHY_AGAIN = "its health check passes again";

    /** The reason when a command waited for so long that what it goes by may be over. */
    public static final String WAITED = "the command waited, and it may have been heard since";

    /** How the reason begins when the definition that the command names is no longer kept. */
    public static final String NO_DEFINITION = "the earlier definition is gone: ";

    /** Whether the container was left alone: nothing was tried, so nothing has failed. */
    public boolean spares() {
      return reason.equals(PAUSED) || reason.equals(HEALTHY_AGAIN) || reason.equals(WAITED);
    }
  }

  /**
   * An executor decided about one of the modules that it looks after by itself; it is recorded here
   * so that it can be explained, and nothing follows from it.
   *
   * @param decisionId its id, as {@code causationId} and {@code correlationId} are those of its
   *     envelope
   * @param type its CloudEvents type
   * @param decision its body, as JSON
   */
  record DecisionReported(
      String platform,
      HostId host,
      String decisionId,
      String causationId,
      @Nullable String correlationId,
      String type,
      String decision)
      implements Fact {

    public static DecisionReported of(
        HostId host, String id, String causation, String correlation, Decision body) {
      return new DecisionReported(
          body.platform(),
          host,
          id,
          causation,
          correlation,
          EventTypes.nameOf(body),
          new String(CloudEvents.body(body), UTF_8));
    }

    /**
     * The decision.
     *
     * @throws Unreadable when it is none
     */
    public Decision body() {
      return CloudEvents.read(Decision.class, type, decision);
    }
  }

  /** A timer of the decider is due; which one fires is decided by the time of this record. */
  record TimePassed(String platform, Instant at) implements Fact {}

  /**
   * For how long somebody wants something.
   *
   * @param text such as {@code 30m}; null when there is no end
   * @return null when there is no end
   * @throws IllegalArgumentException saying what it must be
   */
  static Duration lasting(String text) {
    try {
      Duration lasts = text == null ? null : Durations.parse(text);
      requireSome(lasts);
      return lasts;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "for must be a time such as 30m, more than nothing and at most 87600h", e);
    }
  }

  private static void requireSome(Duration lasts) {
    boolean none = lasts != null && (lasts.isNegative() || lasts.isZero());
    if (none || (lasts != null && lasts.compareTo(LONGEST_INTENT) > 0)) {
      throw new IllegalArgumentException("lasts must be more than nothing and at most 3650 days");
    }
  }
}
