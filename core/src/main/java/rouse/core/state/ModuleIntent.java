package rouse.core.state;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import rouse.contracts.event.Nullable;

/**
 * What an operator wants of a module besides what is declared of it. It stays until the operator
 * wants something else, or until its end.
 *
 * @param replicas how many instances; null: as declared
 * @param replicasUntil null: without an end
 * @param held it is left alone
 * @param heldUntil null: until it is released
 * @param heldSince null: it is not held, or was stored without it
 */
public record ModuleIntent(
    @Nullable Integer replicas,
    @Nullable Instant replicasUntil,
    boolean held,
    @Nullable Instant heldUntil,
    @Nullable Instant heldSince) {
  static final ModuleIntent NONE = new ModuleIntent(null, null, false, null, null);

  /** Null: as declared. */
  public ModuleIntent scaled(Integer count, Instant until) {
    return new ModuleIntent(count, until, held, heldUntil, heldSince);
  }

  /** A hold that is prolonged began when it did. */
  public ModuleIntent holding(Instant at, Instant until) {
    return new ModuleIntent(replicas, replicasUntil, true, until, held ? heldSince : at);
  }

  public ModuleIntent released() {
    return new ModuleIntent(replicas, replicasUntil, false, null, null);
  }

  /** When the first of it ends. */
  Optional<Instant> ends() {
    return Stream.of(Optional.ofNullable(replicasUntil), Optional.ofNullable(heldUntil))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }
}
