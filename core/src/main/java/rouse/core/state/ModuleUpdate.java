package rouse.core.state;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.UpdatePolicy;

/**
 * A change of a module's definition that is under way, was paused, or was rolled back. A completed
 * one leaves nothing behind.
 *
 * @param owner id of the executor that runs the module
 * @param from hash of the definition that serves, and that comes back
 * @param fromHealthcheck whether Docker checks the health of a container of that definition
 * @param to hash of the declared definition
 * @param startedBy id of the decision that started it
 * @param turns the slots that were given the new definition
 * @param surges slots for the time of the update, and the slot that each is to relieve
 * @param failure the first instance of the new definition that failed; null while none has
 */
public record ModuleUpdate(
    Phase phase,
    String owner,
    String from,
    boolean fromHealthcheck,
    String to,
    UpdatePolicy policy,
    Instant startedAt,
    String startedBy,
    Map<Integer, Turn> turns,
    Map<Integer, Integer> surges,
    @Nullable Failure failure) {

  /** Where an update stands. */
  public enum Phase {
    UPDATING,
    PAUSED,
    ROLLED_BACK
  }

  /**
   * An instance that was given the new definition.
   *
   * @param incarnation the one that was ordered with it
   * @param runsSince when its container was seen to run; null until then
   * @param provenAt when it proved that it lives; null until then
   */
  public record Turn(long incarnation, @Nullable Instant runsSince, @Nullable Instant provenAt) {
    public boolean isProven() {
      return provenAt != null;
    }
  }

  /**
   * Why the update failed.
   *
   * @param lastLines what the container wrote last; null while it is not known
   */
  public record Failure(int slot, long incarnation, String reason, @Nullable String lastLines) {}

  /** A phase of a newer version: nothing more is replaced until somebody says so. */
  public ModuleUpdate {
    phase = Objects.requireNonNullElse(phase, Phase.PAUSED);
    turns = Collections.unmodifiableMap(new TreeMap<>(turns));
    surges = Collections.unmodifiableMap(new TreeMap<>(surges));
  }

  public boolean isUnderWay() {
    return phase == Phase.UPDATING;
  }

  /** How many instances have proved the new definition. */
  public int proven() {
    return (int) turns.values().stream().filter(Turn::isProven).count();
  }

  /**
   * The definition that an instance is to have now. One that is new, as when an operator wants
   * more, starts with the new definition once another instance has proved it; so does one that has
   * neither of the two.
   */
  public String definitionOf(InstanceState i) {
    String has = i.seen().definition();
    int slot = i.id().slot();
    boolean updated =
        turns.containsKey(slot)
            || surges.containsKey(slot)
            || (has == null ? proven() > 0 : !has.equals(from));
    return phase != Phase.ROLLED_BACK && updated ? to : from;
  }

  /** The module as an instance is to run it now. */
  public DeclaredModule moduleOf(InstanceState i, DeclaredModule declared) {
    String definition = definitionOf(i);
    return definition.equals(declared.spec().definition())
        ? declared
        : new DeclaredModule(
            declared.spec().withDefinition(definition).withHealthcheck(fromHealthcheck),
            declared.owner());
  }

  /**
   * When an instance must have proved that it lives; empty while that is not asked.
   *
   * @param seenSince since when the executor is heard; null when that is not known
   */
  public Optional<Instant> deadlineOf(int slot, Instant seenSince) {
    Turn turn = turns.get(slot);
    if (!isUnderWay() || turn == null || turn.runsSince() == null || turn.isProven()) {
      return Optional.empty();
    }
    boolean wasAway = seenSince != null && seenSince.isAfter(turn.runsSince());
    return Optional.of((wasAway ? seenSince : turn.runsSince()).plus(policy.monitor()));
  }

  /** When the pause between two instances is over. */
  public Optional<Instant> nextTurnAt() {
    return turns.values().stream()
        .flatMap(turn -> Stream.ofNullable(turn.provenAt()))
        .max(Instant::compareTo)
        .map(at -> at.plus(policy.delay()));
  }

  /** When the first instance must have proved that it lives. */
  Optional<Instant> due(Instant seenSince) {
    return turns.keySet().stream()
        .flatMap(slot -> deadlineOf(slot, seenSince).stream())
        .min(Instant::compareTo);
  }

  public ModuleUpdate in(Phase other, Failure why) {
    return new ModuleUpdate(
        other, owner, from, fromHealthcheck, to, policy, startedAt, startedBy, turns, surges, why);
  }

  public ModuleUpdate failing(Failure why) {
    return in(phase, why);
  }

  public ModuleUpdate with(int slot, Turn turn) {
    Map<Integer, Turn> changed = new TreeMap<>(turns);
    changed.put(slot, turn);
    return with(changed, surges);
  }

  public ModuleUpdate surging(int slot, int relieves) {
    Map<Integer, Integer> changed = new TreeMap<>(surges);
    changed.put(slot, relieves);
    return with(turns, changed);
  }

  /** Neither the slot itself nor one that was to relieve it is of this update any longer. */
  public ModuleUpdate without(int slot) {
    Map<Integer, Turn> left = new TreeMap<>(turns);
    left.remove(slot);
    Map<Integer, Integer> others = new TreeMap<>(surges);
    others.remove(slot);
    others.values().removeIf(relieved -> relieved == slot);
    return with(left, others);
  }

  private ModuleUpdate with(Map<Integer, Turn> otherTurns, Map<Integer, Integer> otherSurges) {
    return new ModuleUpdate(
        phase,
        owner,
        from,
        fromHealthcheck,
        to,
        policy,
        startedAt,
        startedBy,
        otherTurns,
        otherSurges,
        failure);
  }
}
