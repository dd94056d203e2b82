package rouse.contracts.platform;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import rouse.contracts.event.Nullable;

/**
 * What Rouse must know of a module to keep it alive. How to run it (image, mounts, arguments) stays
 * with the executor's platform file and never crosses a topic.
 *
 * @param name the Compose service
 * @param kind one instance, or replicated and scalable
 * @param host id of the executor that owns it; null: the executor that declared it
 * @param replicas how many instances are wanted
 * @param heartbeat how it is known to be alive
 * @param recovery how it is brought back
 * @param dependsOn what must be there first
 * @param scale null when the number of workers is fixed
 * @param supervisedBy who brings it back
 * @param definition hash of the container definition and the image; a change means: replace
 * @param healthcheck whether Docker checks its health
 * @param completes a job: exit code 0 is success, not a death, whatever {@code restart} says
 * @param stopGrace what it has between the stop signal and the kill
 * @param restart what its end means
 * @param update how its instances are replaced when its definition changed; null: by an executor
 *     that keeps no earlier definition, so that none can come back
 * @param balance how its instances are announced to load balancers; null when they are not
 */
public record ModuleSpec(
    String name,
    Kind kind,
    String host,
    int replicas,
    HeartbeatPolicy heartbeat,
    RecoveryPolicy recovery,
    List<Dependency> dependsOn,
    ScalePolicy scale,
    Supervisor supervisedBy,
    String definition,
    boolean healthcheck,
    boolean completes,
    Duration stopGrace,
    RestartPolicy restart,
    UpdatePolicy update,
    @Nullable BalancePolicy balance) {

  /** More than one host can run; each is remembered, so a number alone must not fill the memory. */
  public static final int MOST_REPLICAS = 10_000;

  /** One instance, or replicated. */
  public enum Kind {
    MODULE,
    WORKER
  }

  /** Who decides about recovery. */
  public enum Supervisor {
    /** the streams app's decider */
    DECIDER,
    /** the executor itself: the broker and the streams app */
    EXECUTOR
  }

  public ModuleSpec {
    NameRules.module(name);
    kind = Objects.requireNonNullElse(kind, Kind.MODULE);
    heartbeat = Objects.requireNonNullElse(heartbeat, HeartbeatPolicy.DEFAULT);
    recovery = Objects.requireNonNullElse(recovery, RecoveryPolicy.DEFAULT);
    dependsOn = dependsOn == null ? List.of() : List.copyOf(dependsOn);
    supervisedBy = Objects.requireNonNullElse(supervisedBy, Supervisor.DECIDER);
    definition = Objects.requireNonNullElse(definition, "");
    stopGrace = Objects.requireNonNullElse(stopGrace, Duration.ofSeconds(10));
    restart = Objects.requireNonNullElse(restart, RestartPolicy.UNSTATED);
    checkReplicas(name, replicas);
  }

  /**
   * @throws IllegalArgumentException when nobody can want so many instances
   */
  public static void checkReplicas(String module, int replicas) {
    if (replicas < 0) {
      throw new IllegalArgumentException("replicas of " + module + " must not be negative");
    }
    if (replicas > MOST_REPLICAS) {
      throw new IllegalArgumentException(
          "replicas of " + module + " must not be more than " + MOST_REPLICAS);
    }
  }

  /** A module of which no earlier definition is kept. */
  public ModuleSpec(
      String name,
      Kind kind,
      String host,
      int replicas,
      HeartbeatPolicy heartbeat,
      RecoveryPolicy recovery,
      List<Dependency> dependsOn,
      ScalePolicy scale,
      Supervisor supervisedBy,
      String definition,
      boolean healthcheck,
      boolean completes,
      Duration stopGrace,
      RestartPolicy restart) {
    this(
        name,
        kind,
        host,
        replicas,
        heartbeat,
        recovery,
        dependsOn,
        scale,
        supervisedBy,
        definition,
        healthcheck,
        completes,
        stopGrace,
        restart,
        null,
        null);
  }

  /** A module whose file says nothing of {@code restart}. */
  public ModuleSpec(
      String name,
      Kind kind,
      String host,
      int replicas,
      HeartbeatPolicy heartbeat,
      RecoveryPolicy recovery,
      List<Dependency> dependsOn,
      ScalePolicy scale,
      Supervisor supervisedBy,
      String definition,
      boolean healthcheck,
      boolean completes,
      Duration stopGrace) {
    this(
        name,
        kind,
        host,
        replicas,
        heartbeat,
        recovery,
        dependsOn,
        scale,
        supervisedBy,
        definition,
        healthcheck,
        completes,
        stopGrace,
        RestartPolicy.UNSTATED);
  }

  /** The same module, announced to load balancers. */
  public ModuleSpec announced(BalancePolicy policy) {
    return copy(replicas, definition, healthcheck, update, policy);
  }

  /** The same module with a policy for changes of its definition. */
  public ModuleSpec withUpdate(UpdatePolicy policy) {
    return copy(replicas, definition, healthcheck, policy, balance);
  }

  /** The same module with another number of instances. */
  public ModuleSpec withReplicas(int count) {
    return copy(count, definition, healthcheck, update, balance);
  }

  /** The same module with what its image and definition hash to. */
  public ModuleSpec withDefinition(String hash) {
    return copy(replicas, hash, healthcheck, update, balance);
  }

  /** The same module, knowing whether its image brings a health check. */
  public ModuleSpec withHealthcheck(boolean checked) {
    return copy(replicas, definition, checked, update, balance);
  }

  /**
   * The same module for a decider that looks after the control plane: it commands it, and knows
   * only those dependencies that it looks after as well.
   */
  public ModuleSpec commandedBy(HeartbeatPolicy watched, boolean checked, List<Dependency> known) {
    return new ModuleSpec(
        name,
        kind,
        host,
        replicas,
        watched,
        recovery,
        known,
        scale,
        Supervisor.DECIDER,
        definition,
        checked,
        completes,
        stopGrace,
        restart,
        null,
        balance);
  }

  private ModuleSpec copy(
      int count, String hash, boolean checked, UpdatePolicy policy, BalancePolicy announced) {
    return new ModuleSpec(
        name,
        kind,
        host,
        count,
        heartbeat,
        recovery,
        dependsOn,
        scale,
        supervisedBy,
        hash,
        checked,
        completes,
        stopGrace,
        restart,
        policy,
        announced);
  }
}
