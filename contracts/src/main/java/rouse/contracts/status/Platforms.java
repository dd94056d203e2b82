package rouse.contracts.status;

import java.util.List;

/**
 * What {@code GET /api/platforms} answers.
 *
 * @param platforms by name
 * @param missing whose platforms are not among them; empty when these are all
 */
public record Platforms(List<PlatformStatus> platforms, List<Missing> missing) {
  public Platforms {
    platforms = platforms == null ? List.of() : List.copyOf(platforms);
    missing = missing == null ? List.of() : List.copyOf(missing);
  }
}
