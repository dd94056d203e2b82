package rouse.core.scale;

import java.util.Optional;
import rouse.contracts.event.Nullable;

/** Between which numbers of instances a module may be scaled. */
public record CountBounds(boolean worker, @Nullable Integer min, @Nullable Integer max) {
  /** Why it may not have so many; empty when it may. */
  public Optional<String> refusal(int count) {
    if (!worker) {
      return Optional.of("it is not a worker; say x-rouse.kind: worker if it is");
    }
    if (min == null || max == null) {
      return Optional.of("its number is fixed; say x-rouse.scale to change that");
    }
    return min <= count && count <= max
        ? Optional.empty()
        : Optional.of(
            "it may have %d to %d instances, not %d; change x-rouse.scale"
                .formatted(min, max, count));
  }
}
