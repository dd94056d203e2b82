package rouse.core.state;

import java.time.Instant;
import java.util.Objects;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.event.Nullable;

/**
 * What is seen of an instance; the other axis, what is wanted of it, is {@link DesiredState}.
 *
 * @param since when it came to be so observed, in log time
 * @param incarnation the newest that is known to run or to have run; facts of older ones are late
 * @param health by Docker's check; null when it never spoke
 * @param unwell the module says of itself that it is not well
 * @param heard it has beaten since its start or since its last silence
 * @param proven it has beaten three times since, or Docker called it healthy
 * @param aliveSince when it proved itself
 * @param reason why it is not alive
 * @param run id of the fact that told of the container's last start; null while none did
 * @param end how that run ended; null while it is not known to have ended
 */
public record ObservedState(
    ObservedPhase observed,
    Instant since,
    long incarnation,
    @Nullable String containerId,
    @Nullable String ip,
    @Nullable String definition,
    @Nullable Health health,
    boolean unwell,
    boolean heard,
    boolean proven,
    @Nullable Instant aliveSince,
    @Nullable String reason,
    @Nullable String run,
    @Nullable End end) {

  /**
   * How a container ended.
   *
   * @param interrupted exit code 0 does not prove that its work was done
   */
  public record End(int exitCode, boolean interrupted) {}

  /** A phase of a newer version is none that this one could judge. */
  public ObservedState {
    observed = Objects.requireNonNullElse(observed, ObservedPhase.UNKNOWN);
  }

  static final ObservedState NOTHING =
      new ObservedState(
          ObservedPhase.ABSENT,
          Instant.EPOCH,
          0,
          null,
          null,
          null,
          null,
          false,
          false,
          false,
          null,
          null,
          null,
          null);

  public boolean isUp() {
    return observed.isUp();
  }

  /** Somebody's wish: it is neither judged nor touched. */
  public boolean isPaused() {
    return observed == ObservedPhase.PAUSED;
  }

  /** A container of it ran, and ended or hung. */
  public boolean hasFailedRun() {
    return end != null || observed == ObservedPhase.SILENT || observed == ObservedPhase.UNHEALTHY;
  }

  /** The same container, seen otherwise. */
  public ObservedState as(ObservedPhase now, Instant at, String why) {
    Instant from = now == observed ? since : at;
    return life(now, from, heard, proven, aliveSince, why);
  }

  /** Its beats so far count for nothing: it has to be heard, and to prove itself, again. */
  public ObservedState unheard() {
    return life(observed, since, false, false, aliveSince, reason);
  }

  public ObservedState heard(boolean nowProven) {
    return life(observed, since, true, proven || nowProven, aliveSince, reason);
  }

  public ObservedState aliveAt(Instant at) {
    boolean was = observed == ObservedPhase.ALIVE;
    Instant proof = was && aliveSince != null ? aliveSince : at;
    return life(ObservedPhase.ALIVE, was ? since : at, true, true, proof, null);
  }

  private ObservedState life(
      ObservedPhase now, Instant from, boolean beats, boolean proof, Instant provenAt, String why) {
    return new ObservedState(
        now,
        from,
        incarnation,
        containerId,
        ip,
        definition,
        health,
        unwell,
        beats,
        proof,
        provenAt,
        why,
        run,
        end);
  }

  public ObservedState withHealth(Health now) {
    return wellBeing(now, unwell);
  }

  public ObservedState withUnwell(boolean now) {
    return wellBeing(health, now);
  }

  private ObservedState wellBeing(Health byDocker, boolean unwellByItself) {
    return new ObservedState(
        observed,
        since,
        incarnation,
        containerId,
        ip,
        definition,
        byDocker,
        unwellByItself,
        heard,
        proven,
        aliveSince,
        reason,
        run,
        end);
  }

  /** Another run of the same container: no check has judged it, and it has not ended. */
  public ObservedState again(Instant at) {
    return unheard().as(ObservedPhase.STARTING, at, null).withHealth(null).ended(null);
  }

  /** Told of by the fact of this id. */
  public ObservedState runBy(String factId) {
    return story(factId, end);
  }

  /** Null: it runs. */
  public ObservedState ended(End how) {
    return story(run, how);
  }

  private ObservedState story(String startedBy, End how) {
    return new ObservedState(
        observed,
        since,
        incarnation,
        containerId,
        ip,
        definition,
        health,
        unwell,
        heard,
        proven,
        aliveSince,
        reason,
        startedBy,
        how);
  }

  /** What is newly known of the same container; null leaves what was known. */
  public ObservedState knowing(String container, String address, String hash) {
    return new ObservedState(
        observed,
        since,
        incarnation,
        container == null ? containerId : container,
        address == null ? ip : address,
        hash == null ? definition : hash,
        health,
        unwell,
        heard,
        proven,
        aliveSince,
        reason,
        run,
        end);
  }

  /** A newer incarnation, of which nothing else is known. */
  public static ObservedState newer(long incarnation, ObservedPhase observed, Instant at) {
    return new ObservedState(
        observed,
        at,
        incarnation,
        null,
        null,
        null,
        null,
        false,
        false,
        false,
        null,
        null,
        null,
        null);
  }
}
