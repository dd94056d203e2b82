package rouse.executor.compose;

import java.util.Map;
import java.util.Set;

/**
 * How a platform file is read.
 *
 * @param strict what is read but not applied is an error
 * @param allow names of what may widen what a container can do
 * @param environment of the process; wins over {@code .env}
 * @param profiles active ones; those of {@code COMPOSE_PROFILES} come to them
 */
public record ComposeOptions(
    boolean strict, Set<String> allow, Map<String, String> environment, Set<String> profiles) {

  public ComposeOptions {
    allow = Set.copyOf(allow);
    environment = Map.copyOf(environment);
    profiles = Set.copyOf(profiles);
  }

  /** Not strict, nothing allowed, no profile. */
  public static ComposeOptions of(Map<String, String> environment) {
    return new ComposeOptions(false, Set.of(), environment, Set.of());
  }
}
