package rouse.executor.compose;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a platform file is read.
 *
 * @param strict what is read but not applied is an error
 * @param confined for files from elsewhere: what widens a container's rights is refused
 * @param allow names of what may do so even then
 * @param environment of the process; wins over {@code .env}
 * @param profiles active ones; those of {@code COMPOSE_PROFILES} come to them
 * @param host the executor that reads it; files that modules of other hosts name may be missing
 */
public record ComposeOptions(
    boolean strict,
    boolean confined,
    Set<String> allow,
    Map<String, String> environment,
    Set<String> profiles,
    Optional<String> host) {

  public ComposeOptions {
    allow = Set.copyOf(allow);
    environment = Map.copyOf(environment);
    profiles = Set.copyOf(profiles);
  }

  /** Trusted as Compose trusts it, no profile. */
  public static ComposeOptions of(Map<String, String> environment) {
    return new ComposeOptions(false, false, Set.of(), environment, Set.of(), Optional.empty());
  }
}
