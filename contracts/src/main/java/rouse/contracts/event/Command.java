package rouse.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import rouse.contracts.platform.InstanceId;

/**
 * What an executor must do. Every command is idempotent and names an instance and an incarnation,
 * never an image, a mount or an argument: the executor looks those up in its own platform file.
 */
public sealed interface Command extends Event {
  InstanceId instance();

  /** The incarnation that shall run; a newer one that runs makes the command void. */
  long incarnation();

  /** Id of the executor that owns the module; null: the one whose platform file has it. */
  String host();

  /** No outcome by then is a failed attempt. */
  Instant deadline();

  @JsonIgnore
  default String platform() {
    return instance().platform();
  }

  /**
   * If this or a newer incarnation runs, say so; else clear what is left and start this one.
   *
   * @param definition hash of the definition that it starts with, one that the executor has or
   *     keeps; null: that of its platform file
   */
  record EnsureRunning(
      InstanceId instance,
      long incarnation,
      @Nullable String host,
      Instant deadline,
      @Nullable String definition)
      implements Command {
    public EnsureRunning(InstanceId instance, long incarnation, String host, Instant deadline) {
      this(instance, incarnation, host, deadline, null);
    }
  }

  /**
   * As {@link EnsureRunning}, but an older incarnation is removed even when it still runs.
   *
   * @param grace what one that runs has between its stop signal and the kill; never more than the
   *     platform file says, and null for just that
   * @param paused true: also when somebody paused it; else a paused one is left alone
   * @param definition as of {@link EnsureRunning}
   * @param drain what the sessions of one that runs have to end before it is stopped; null: none
   * @param accused what the one that runs is replaced for, so that the executor can look again;
   *     null: it goes whatever it does
   */
  record Replace(
      InstanceId instance,
      long incarnation,
      @Nullable String host,
      Instant deadline,
      @Nullable Duration grace,
      @Nullable Boolean paused,
      @Nullable String definition,
      @Nullable Duration drain,
      @Nullable Accusation accused)
      implements Command {
    public Replace(InstanceId instance, long incarnation, String host, Instant deadline) {
      this(instance, incarnation, host, deadline, null, null, null, null, null);
    }

    public Replace(
        InstanceId instance,
        long incarnation,
        String host,
        Instant deadline,
        Duration grace,
        Boolean paused) {
      this(instance, incarnation, host, deadline, grace, paused, null, null, null);
    }

    /** The same, with its times as another clock has them. */
    public Replace timed(UnaryOperator<Instant> other) {
      return new Replace(
          instance,
          incarnation,
          host,
          other.apply(deadline),
          grace,
          paused,
          definition,
          drain,
          accused == null ? null : new Accusation(accused.of(), other.apply(accused.at())));
    }

    /** Whether a container that somebody paused is replaced as well. */
    public boolean overrulesPause() {
      return Boolean.TRUE.equals(paused);
    }
  }

  /**
   * Why a container that runs is taken for hung. Either may have changed by the time that the
   * command is carried out.
   *
   * @param of {@code silent} or {@code unhealthy}
   * @param at log time of the decision, which knows nothing of what was written later
   */
  record Accusation(String of, Instant at) {
    /** It has ceased to beat. */
    public static final String SILENT = "silent";

    /** The engine's health check fails. */
    public static final String UNHEALTHY = "unhealthy";
  }

  /**
   * Drain at the load balancer, stop, remove.
   *
   * @param incarnation this and every older one
   * @param drain what its sessions have to end; zero for none
   */
  record Retire(
      InstanceId instance,
      long incarnation,
      @Nullable String host,
      Instant deadline,
      Duration drain)
      implements Command {}

  /**
   * Run the health check of this incarnation's container once, now, and tell what it said. Nothing
   * is touched, and no other command waits for it.
   */
  record Probe(InstanceId instance, long incarnation, @Nullable String host, Instant deadline)
      implements Command {}
}
