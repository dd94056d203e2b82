package rouse.executor.compose.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.yaml.OrderedCopies;

/**
 * What runs in a container.
 *
 * @param command empty: the image's own
 * @param entrypoint empty: the image's own
 * @param environment variables with a value; one without a value anywhere is left out
 * @param user name or uid, with an optional group
 * @param workingDir absolute, in the container
 * @param init whether the engine's init is process 1; empty: as the engine is set
 * @param tty a terminal is allocated
 * @param stdinOpen standard input is kept open
 * @param stopSignal empty: the image's, else SIGTERM
 * @param stopGrace time between the stop signal and the kill
 * @param postStart what runs in it once it has started
 * @param preStop what runs in it before it is stopped
 */
public record ProcessDefinition(
    Optional<List<String>> command,
    Optional<List<String>> entrypoint,
    Map<String, String> environment,
    Optional<String> user,
    Optional<String> workingDir,
    Optional<Boolean> init,
    boolean tty,
    boolean stdinOpen,
    Optional<String> stopSignal,
    Duration stopGrace,
    List<HookDefinition> postStart,
    List<HookDefinition> preStop) {

  /** As the image has it. */
  public static final ProcessDefinition DEFAULT =
      new ProcessDefinition(
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          Optional.empty(),
          Duration.ofSeconds(10),
          List.of(),
          List.of());

  public ProcessDefinition {
    command = command.map(List::copyOf);
    entrypoint = entrypoint.map(List::copyOf);
    environment = OrderedCopies.ordered(environment);
    // A definition that was kept before there were hooks has none.
    postStart = postStart == null ? List.of() : List.copyOf(postStart);
    preStop = preStop == null ? List.of() : List.copyOf(preStop);
  }
}
