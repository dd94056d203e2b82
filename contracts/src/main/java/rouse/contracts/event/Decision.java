package rouse.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.UpdatePolicy;

/**
 * What Rouse concluded from a fact, with its reason and the numbers it used. Commands, watches and
 * notifications are made from decisions and from nothing else.
 */
public sealed interface Decision extends Event {
  String platform();

  /** A decision about one instance. */
  sealed interface OfInstance extends Decision {
    InstanceId instance();

    @Override
    @JsonIgnore
    default String platform() {
      return instance().platform();
    }
  }

  /**
   * A declaration was compared with what is there.
   *
   * @param start modules to start
   * @param replace modules whose definition changed
   * @param retire modules that are no longer wanted
   * @param unchanged number of modules with nothing to do
   */
  record PlatformPlanned(
      String platform, List<String> start, List<String> replace, List<String> retire, int unchanged)
      implements Decision {}

  /**
   * An executor asked to boot the platform.
   *
   * @param host the executor
   * @param clears it clears what earlier runs logged, and then declares its file as wished
   * @param reason why it clears nothing, or does
   */
  record BootDecided(String platform, String host, boolean clears, String reason)
      implements Decision {}

  /** The platform was withdrawn and its last instance is gone. */
  record PlatformDown(String platform) implements Decision {}

  /**
   * Beats of this incarnation are expected from now on: becomes a {@code Watch}.
   *
   * @param most the timeout adapts, between {@code timeout} and this; null: it does not
   */
  record WatchBegun(
      InstanceId instance,
      long incarnation,
      Duration timeout,
      Duration startup,
      @Nullable Duration most)
      implements OfInstance {
    public WatchBegun(InstanceId instance, long incarnation, Duration timeout, Duration startup) {
      this(instance, incarnation, timeout, startup, null);
    }
  }

  /** Beats are no longer expected: becomes an {@code Unwatch}. */
  record WatchEnded(InstanceId instance, long incarnation, String reason) implements OfInstance {}

  /**
   * An executor is watched like an instance.
   *
   * @param host id of the executor
   */
  record HostWatchBegun(String platform, String host, Duration timeout, Duration startup)
      implements Decision {}

  /**
   * First evidence that an instance failed.
   *
   * @param incarnation the one that failed
   * @param cause {@code silent}, {@code died}, {@code unhealthy}, {@code reported}; or {@code
   *     start}, {@code restart}, {@code changed} when a command that was sent for no failure failed
   * @param reason one line with the numbers
   */
  record IncidentOpened(
      String incidentId, InstanceId instance, long incarnation, String cause, String reason)
      implements OfInstance {}

  /**
   * What had recovered failed again before it was alive for long enough: the same incident goes on,
   * with its attempts and its pauses.
   *
   * @param incarnation the one that failed now
   * @param cause as of {@link IncidentOpened}
   */
  record IncidentReopened(
      String incidentId, InstanceId instance, long incarnation, String cause, String reason)
      implements OfInstance {}

  /**
   * Proof that it is back, or that nothing is wanted of it any more.
   *
   * @param outcome {@code recovered}, {@code returned} (alive again by itself), {@code withdrawn}
   * @param incarnation the one that is alive
   * @param attempts commands it took
   * @param took from opening to closing
   */
  record IncidentClosed(
      String incidentId,
      InstanceId instance,
      long incarnation,
      String outcome,
      int attempts,
      Duration took,
      @Nullable String containerId,
      @Nullable String ip)
      implements OfInstance {
    public IncidentClosed {
      // Log time goes back when a broker's clock is set.
      took = took != null && took.isNegative() ? Duration.ZERO : took;
    }
  }

  /**
   * A command goes out; its id is {@code commandId}.
   *
   * @param incidentId null while booting, retiring or replacing on demand
   * @param attempt counted from 1 within the budget's window
   */
  record CommandIssued(
      String commandId,
      @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verb")
          @JsonSubTypes({
            @JsonSubTypes.Type(value = Command.EnsureRunning.class, name = "ensure-running"),
            @JsonSubTypes.Type(value = Command.Replace.class, name = "replace"),
            @JsonSubTypes.Type(value = Command.Retire.class, name = "retire")
          })
          Command command,
      @Nullable String incidentId,
      int attempt,
      String reason)
      implements OfInstance {
    @Override
    @JsonIgnore
    public InstanceId instance() {
      return command.instance();
    }
  }

  /** No outcome in time, a failure, or a container that never came alive. */
  record AttemptFailed(
      InstanceId instance,
      String commandId,
      @Nullable String incidentId,
      int attempt,
      String reason)
      implements OfInstance {}

  /**
   * Not now.
   *
   * @param until null when it waits for an event and not for a time
   * @param reason {@code backoff …}, {@code waits for …}, {@code brake: …}, {@code rate: …}
   */
  record Deferred(
      InstanceId instance, @Nullable String incidentId, @Nullable Instant until, String reason)
      implements OfInstance {}

  /**
   * So many instances fell silent at once while their containers run that the way of their beats is
   * suspected: what is silent is not replaced. One notification.
   *
   * @param silent instances that fell silent
   * @param beating instances that run and beat themselves
   * @param within they fell silent within this time
   * @param probeAt one is replaced then, unless beats return or Docker confirms deaths
   */
  record BrakeApplied(
      String platform, int silent, int beating, Duration within, Instant probeAt, String reason)
      implements Decision {}

  /**
   * Silence is taken for a failure again.
   *
   * @param silent instances that are silent still
   * @param lasted from the brake to its release
   * @param probes instances that were replaced meanwhile
   * @param heard a replaced instance is heard while others are silent: those are replaced now
   */
  record BrakeReleased(
      String platform, int silent, Duration lasted, int probes, boolean heard, String reason)
      implements Decision {
    public BrakeReleased {
      // Log time goes back when a broker's clock is set.
      lasted = lasted != null && lasted.isNegative() ? Duration.ZERO : lasted;
    }
  }

  /**
   * It is silent, and its health check said that it is well: that is run once more before anything
   * is done. Becomes a {@link Command.Probe}.
   *
   * @param until it is replaced then, unless it is heard or the check fails before
   */
  record HealthProbeOrdered(
      String commandId,
      InstanceId instance,
      long incarnation,
      @Nullable String incidentId,
      String host,
      Instant until,
      String reason)
      implements OfInstance {}

  /** The budget is spent: one notification, one trial at {@code nextTrial}. */
  record Quarantined(
      InstanceId instance, String incidentId, int attempts, Duration within, Instant nextTrial)
      implements OfInstance {}

  /**
   * Its restart policy allows no further run: one notification, and it is left as it is until
   * somebody asks for it.
   *
   * @param runs how often it was run, as far as is known
   */
  record JobFailed(InstanceId instance, String incidentId, int runs, String reason)
      implements OfInstance {}

  /** An instance has proved that it is alive: 3 beats, or Docker's health. */
  record InstanceAlive(
      InstanceId instance, long incarnation, @Nullable String containerId, @Nullable String ip)
      implements OfInstance {}

  /**
   * What it depends on was replaced, and it lives on with what is gone: it is replaced as well,
   * when its turn has come.
   *
   * @param incarnation the one that shall not stay
   */
  record RestartPropagated(InstanceId instance, long incarnation, String reason)
      implements OfInstance {}

  /** A restart that was wished is not made any more; a {@link Refused} tells who wished it. */
  record RestartAbandoned(InstanceId instance, long incarnation, String reason)
      implements OfInstance {}

  /** A one-shot has ended well. */
  record InstanceCompleted(InstanceId instance, long incarnation) implements OfInstance {}

  /** A report was answered: the module runs and is heard. */
  record FoundAlive(
      InstanceId instance, long incarnation, @Nullable String containerId, @Nullable String ip)
      implements OfInstance {}

  /** A report was answered: a recovery is under way already, and this is the incident. */
  record ReportJoined(InstanceId instance, String incidentId) implements OfInstance {}

  /** A request cannot be done; the reason says why and what to do. */
  record Refused(String platform, String subject, String reason) implements Decision {}

  /** A worker's slot was added on request or by load. */
  record WorkerAdded(InstanceId instance, String reason) implements OfInstance {}

  /**
   * What a number of workers was concluded from.
   *
   * @param metric the one that needs most workers
   * @param value its average over the ready workers that reported
   * @param ready workers that are alive and were so for the whole window
   * @param reporting ready workers that reported
   * @param missing slots of ready workers that did not report, the lowest first and not all when
   *     they are many
   */
  record LoadNumbers(
      ScaleMetric metric,
      @Nullable Double value,
      double target,
      int ready,
      int reporting,
      List<Integer> missing) {}

  /**
   * Another number of workers is wanted of a module.
   *
   * @param from how many were wanted
   * @param to how many are wanted now
   * @param cause {@code load}, {@code operator}, {@code bounds} (the file's minimum or maximum)
   * @param load null when it does not follow from load
   * @param retired slots that are no longer wanted; when more are wanted, the lowest free ones are
   */
  record Scaled(
      String platform,
      String module,
      int from,
      int to,
      String cause,
      String reason,
      @Nullable LoadNumbers load,
      List<Integer> retired)
      implements Decision {}

  /**
   * Load asks for another number of workers, and the number stays, or changes by less than it asks
   * for. Said once until the reason is another one or is gone.
   *
   * @param replicas how many are wanted
   * @param recommended how many the load alone would need
   * @param cause {@code max}, {@code min}, {@code rate}, {@code stabilize}, {@code missing}, {@code
   *     no-load}, {@code unready}, {@code operator}, {@code disabled}
   */
  record ScalingHeld(
      String platform,
      String module,
      int replicas,
      int recommended,
      String cause,
      String reason,
      @Nullable LoadNumbers load)
      implements Decision {}

  /**
   * The definition of a module changed: its instances are replaced by its {@link UpdatePolicy}.
   *
   * @param from hash of the definition that serves, and that comes back should the update fail
   * @param fromHealthcheck whether Docker checks the health of a container of that definition
   * @param to hash of the declared definition
   * @param instances how many are wanted
   */
  record UpdateStarted(
      String platform,
      String module,
      String from,
      boolean fromHealthcheck,
      String to,
      UpdatePolicy policy,
      int instances,
      String reason)
      implements Decision {}

  /**
   * An update is over.
   *
   * @param outcome {@code completed}: every instance has proved that it lives; {@code withdrawn}:
   *     it is no longer wanted
   */
  record UpdateCompleted(
      String platform, String module, String to, String outcome, Duration took, String reason)
      implements Decision {
    public UpdateCompleted {
      // Log time goes back when a broker's clock is set.
      took = took != null && took.isNegative() ? Duration.ZERO : took;
    }
  }

  /**
   * An instance of the new definition failed: the earlier one comes back. The declared one is not
   * tried again until the file changes, or somebody wishes the platform up once more.
   *
   * @param instance the one that failed
   * @param updated how many instances had proved the new definition
   */
  record UpdateRolledBack(
      String platform,
      String module,
      String from,
      String to,
      InstanceId instance,
      int updated,
      String reason)
      implements Decision {}

  /** As {@link UpdateRolledBack}, but every instance stays with the definition that it has. */
  record UpdatePaused(
      String platform,
      String module,
      String from,
      String to,
      InstanceId instance,
      int updated,
      String reason)
      implements Decision {}

  /** A slot for the time of an update: it takes the place of another instance once it is alive. */
  record SurgeAdded(InstanceId instance, InstanceId relieves, String reason)
      implements OfInstance {}

  /**
   * An update needs this slot no longer; what is in it is retired.
   *
   * @param by the instance that has taken its place; null when it was the surge itself
   */
  record SlotRelieved(InstanceId instance, @Nullable InstanceId by, String reason)
      implements OfInstance {}

  /**
   * Somebody must know.
   *
   * @param kind {@code down}, {@code quarantine}, {@code job-failed}, {@code host-silent}, {@code
   *     brake}, {@code observer-down} …
   * @param subject what the alert is about; alerts of one subject and kind are one
   * @param next what Rouse does about it next; null when that is not known
   * @param inhibitedBy what is down as well and comes first: nobody is told of this one before that
   *     is over; null when it is told at once
   */
  record AlertRaised(
      String platform,
      String kind,
      String subject,
      String text,
      List<String> recipients,
      @Nullable String next,
      @Nullable String inhibitedBy)
      implements Decision {
    public AlertRaised(
        String platform, String kind, String subject, String text, List<String> recipients) {
      this(platform, kind, subject, text, recipients, null, null);
    }
  }

  /**
   * What a container wrote before it failed belongs to its alert; nobody is told anew.
   *
   * @param log its last lines
   */
  record AlertExplained(String platform, String kind, String subject, String log)
      implements Decision {}

  /** What was alerted is over. */
  record AlertResolved(
      String platform, String kind, String subject, String text, List<String> recipients)
      implements Decision {}
}
