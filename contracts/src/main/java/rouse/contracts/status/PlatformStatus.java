package rouse.contracts.status;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code GET /api/platforms/{p}} answers.
 *
 * @param platform its name
 * @param phase {@code undeclared} (only heard of, so nobody knows who should be alive), {@code
 *     booting}, {@code alive}, {@code degraded}, {@code down}
 * @param observer whether silence can be judged now
 * @param at broker time of the newest tick or fact that the answer knows
 * @param modules in the order of the platform file
 * @param attention what an operator should look at, each with its reason
 * @param hosts executors and when they were last heard
 * @param missing what of this could not be asked; empty when nothing is missing
 */
public record PlatformStatus(
    String platform,
    String phase,
    ObserverStatus observer,
    Instant at,
    List<ModuleStatus> modules,
    List<String> attention,
    List<HostStatus> hosts,
    List<Missing> missing) {

  public PlatformStatus {
    missing = missing == null ? List.of() : List.copyOf(missing);
  }

  /** The same with more to look at. */
  public PlatformStatus withAttention(List<String> more) {
    List<String> all = Stream.concat(attention.stream(), more.stream()).toList();
    return new PlatformStatus(platform, phase, observer, at, modules, all, hosts, missing);
  }

  /** The same with more that is missing. */
  public PlatformStatus withMissing(List<Missing> more) {
    List<Missing> all = Stream.concat(missing.stream(), more.stream()).toList();
    return new PlatformStatus(platform, phase, observer, at, modules, attention, hosts, all);
  }

  /**
   * The observer.
   *
   * @param state {@code watching}, {@code blind} or {@code restoring}
   * @param lastTick broker time of the oldest among the newest ticks of the partitions
   */
  public record ObserverStatus(String state, Instant lastTick) {}

  /** An executor. */
  public record HostStatus(String host, String observed, Instant lastHeard) {}

  /**
   * A module.
   *
   * @param desired how many instances are wanted
   * @param alive how many of those have proved that they are alive, or have done their work
   * @param update the update that is under way, or that failed; null when there is none
   * @param scaling null when its number of instances is fixed
   */
  public record ModuleStatus(
      String module,
      String kind,
      int desired,
      int alive,
      String heartbeat,
      List<String> dependsOn,
      List<InstanceStatus> instances,
      UpdateStatus update,
      ScalingStatus scaling,
      List<String> restartsWith) {
    public ModuleStatus {
      restartsWith = restartsWith == null ? List.of() : List.copyOf(restartsWith);
    }

    /** The same with other instances. */
    public ModuleStatus withInstances(List<InstanceStatus> others) {
      return new ModuleStatus(
          module,
          kind,
          desired,
          alive,
          heartbeat,
          dependsOn,
          others,
          update,
          scaling,
          restartsWith);
    }

    public ModuleStatus(
        String module,
        String kind,
        int desired,
        int alive,
        String heartbeat,
        List<String> dependsOn,
        List<InstanceStatus> instances) {
      this(module, kind, desired, alive, heartbeat, dependsOn, instances, null, null, List.of());
    }
  }

  /**
   * How the number of a module's workers follows its load.
   *
   * @param load the last window, in words; null before the first
   * @param last the last decision, in words; null when there was none
   * @param at when that was
   * @param min fewest workers that the file allows
   * @param max most workers that it allows
   * @param operator what an operator wants; null when nobody does
   * @param metric the one that counted in the last window; null before the first
   * @param value its average over the ready workers that reported; null when none did
   * @param target what the file wants of it
   * @param ready workers that were alive for the whole window
   * @param reporting how many of those reported
   */
  public record ScalingStatus(
      String load,
      String last,
      Instant at,
      int min,
      int max,
      Integer operator,
      String metric,
      Double value,
      Double target,
      Integer ready,
      Integer reporting) {}

  /**
   * A change of a module's definition.
   *
   * @param state {@code updating}, {@code paused} or {@code rolled-back}
   * @param from hash of the definition that comes back, or came back
   * @param to hash of the declared definition
   * @param updated how many instances have proved the new definition
   * @param failed the instance that failed; null while none has
   * @param reason why it failed
   * @param lastLines what that instance wrote last; null while it is not known
   */
  public record UpdateStatus(
      String state,
      String from,
      String to,
      Instant since,
      int updated,
      String failed,
      String reason,
      String lastLines) {}

  /**
   * An instance: what is wanted of it and what is seen of it are two things.
   *
   * @param desired {@code running}, {@code held}, {@code gone}; {@code adopted}: nobody declared it
   * @param observed {@code alive}, {@code starting}, {@code silent}, {@code dead}, {@code waiting},
   *     {@code quarantined}, {@code failed} (its {@code restart} allows no further run), {@code
   *     completed}, {@code unknown}, {@code unwell}, {@code paused}
   * @param ready whether it came up as declared and has shown life since: a module that beats by
   *     its first beat, one with a health check by its success, others as they become alive
   * @param since when it came to be so observed
   * @param incarnation the newest that was ordered or seen
   * @param lastHeard broker time of the last beat
   * @param incident id of the open incident; null when there is none
   * @param reason why it is not alive, when it is not
   */
  public record InstanceStatus(
      String instance,
      String desired,
      String observed,
      boolean ready,
      Instant since,
      long incarnation,
      String containerId,
      String ip,
      Instant lastHeard,
      String incident,
      String reason) {}
}
