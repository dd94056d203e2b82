package rouse.streams.decide;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.event.Nullable;

/**
 * What is seen of an instance; the other axis, what is wanted of it, is {@link Desired}.
 *
 * @param since when it came to be so observed, in log time
 * @param incarnation the newest that is known to run or to have run; facts of older ones are late
 * @param health by Docker's check; null when it never spoke
 * @param unwell the module says of itself that it is not well
 * @param heard it has beaten since its start or since its last silence
 * @param proven it has beaten three times since, or Docker called it healthy
 * @param aliveSince when it proved itself
 * @param reason why it is not alive
 */
record Seen(
    Observed observed,
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
    @Nullable String reason) {

  static final Seen NOTHING =
      new Seen(
          Observed.ABSENT,
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
          null);

  @JsonIgnore
  boolean isUp() {
    return observed.isUp();
  }

  /** The same container, seen otherwise. */
  Seen as(Observed now, Instant at, String why) {
    Instant from = now == observed ? since : at;
    return new Seen(
        now,
        from,
        incarnation,
        containerId,
        ip,
        definition,
        health,
        unwell,
        heard,
        proven,
        aliveSince,
        why);
  }

  /** Its beats so far count for nothing: it has to be heard, and to prove itself, again. */
  Seen unheard() {
    return new Seen(
        observed,
        since,
        incarnation,
        containerId,
        ip,
        definition,
        health,
        unwell,
        false,
        false,
        aliveSince,
        reason);
  }

  Seen heard(boolean nowProven) {
    return new Seen(
        observed,
        since,
        incarnation,
        containerId,
        ip,
        definition,
        health,
        unwell,
        true,
        proven || nowProven,
        aliveSince,
        reason);
  }

  Seen aliveAt(Instant at) {
    Instant from = observed == Observed.ALIVE && aliveSince != null ? aliveSince : at;
    return new Seen(
        Observed.ALIVE,
        observed == Observed.ALIVE ? since : at,
        incarnation,
        containerId,
        ip,
        definition,
        health,
        unwell,
        true,
        true,
        from,
        null);
  }

  Seen withHealth(Health now) {
    return new Seen(
        observed,
        since,
        incarnation,
        containerId,
        ip,
        definition,
        now,
        unwell,
        heard,
        proven,
        aliveSince,
        reason);
  }

  Seen withUnwell(boolean now) {
    return new Seen(
        observed,
        since,
        incarnation,
        containerId,
        ip,
        definition,
        health,
        now,
        heard,
        proven,
        aliveSince,
        reason);
  }

  /** What is newly known of the same container; null leaves what was known. */
  Seen knowing(String container, String address, String hash) {
    return new Seen(
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
        reason);
  }

  /** A newer incarnation, of which nothing else is known. */
  static Seen newer(long incarnation, Observed observed, Instant at) {
    return new Seen(
        observed, at, incarnation, null, null, null, null, false, false, false, null, null);
  }
}
