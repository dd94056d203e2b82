package rouse.executor.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.ExecCreateCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Json;
import rouse.executor.compose.model.HookDefinition;
import rouse.executor.compose.model.ProcessDefinition;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;

/**
 * What Compose calls {@code post_start} and {@code pre_stop}. A container carries its hooks in a
 * label, so that whoever stops it knows them, whatever the platform file says by then.
 */
final class ContainerHooks {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerHooks.class);
  static final String LABEL = "rouse.hooks";

  /** Longer than any preparation that is no service of its own. */
  private static final Duration AFTER_START = Duration.ofMinutes(5);

  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final int MOST_OUTPUT = 2000;

  /** Both lists as they stand in the label. */
  private record Hooks(List<HookDefinition> postStart, List<HookDefinition> preStop) {}

  private static final Hooks NONE = new Hooks(List.of(), List.of());

  private final Engine engine;

  ContainerHooks(Engine engine) {
    this.engine = engine;
  }

  /** The label's value; empty for a container without hooks. */
  static Optional<String> label(ProcessDefinition process) {
    if (process.postStart().isEmpty() && process.preStop().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Json.MAPPER.writeValueAsString(new Hooks(process.postStart(), process.preStop())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("hooks that cannot be written", e);
    }
  }

  /**
   * Runs what shall run once it has started.
   *
   * @throws EngineException when a hook fails, with what it printed
   */
  void afterStart(String id) {
    of(id).postStart().forEach(hook -> run("post_start", id, hook, AFTER_START));
  }

  /** Runs what shall run before it is stopped; it is stopped whatever becomes of that. */
  void beforeStop(String id, Duration atMost) {
    for (HookDefinition hook : of(id).preStop()) {
      try {
        run("pre_stop", id, hook, atMost);
      } catch (EngineException e) {
        LOG.warn("{}; it is stopped all the same", e.getMessage());
      }
    }
  }

  private Hooks of(String id) {
    Map<String, String> labels =
        engine.call(
            "inspect " + id,
            LOOK,
            client -> {
              try {
                return client.inspectContainerCmd(id).exec().getConfig().getLabels();
              } catch (NotFoundException gone) {
                return Map.<String, String>of();
              }
            });
    String text = labels == null ? null : labels.get(LABEL);
    try {
      return text == null ? NONE : Json.MAPPER.readValue(text, Hooks.class);
    } catch (JsonProcessingException e) {
      LOG.warn("the label {} of {} cannot be read: {}", LABEL, id, e.getOriginalMessage());
      return NONE;
    }
  }

  private void run(String kind, String id, HookDefinition hook, Duration atMost) {
    String what = kind + " of " + id.substring(0, Math.min(12, id.length()));
    StringBuilder printed = new StringBuilder();
    long code = engine.call(what, atMost.plus(LOOK), client -> run(client, id, hook, printed));
    if (code != 0) {
      throw new EngineException(
          EngineException.Kind.REFUSED,
          what + ": " + hook.command().getFirst() + " ended with " + code + said(printed),
          null);
    }
  }

  private static long run(
      DockerClient client, String id, HookDefinition hook, StringBuilder printed) {
    ExecCreateCmd create =
        client
            .execCreateCmd(id)
            .withCmd(hook.command().toArray(String[]::new))
            .withAttachStdout(true)
            .withAttachStderr(true)
            .withPrivileged(hook.privileged())
            .withEnv(
                hook.environment().entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .toList());
    hook.user().ifPresent(create::withUser);
    hook.workingDir().ifPresent(create::withWorkingDir);
    String exec = create.exec().getId();
    try {
      client.execStartCmd(exec).exec(new Output(printed)).awaitCompletion();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Long code = client.inspectExecCmd(exec).exec().getExitCodeLong();
    return code == null ? 0 : code;
  }

  private static String said(StringBuilder printed) {
    String text = printed.toString().strip();
    return text.isEmpty() ? "" : ": " + text;
  }

  private static final class Output extends ResultCallback.Adapter<Frame> {
    private final StringBuilder printed;

    Output(StringBuilder printed) {
      this.printed = printed;
    }

    @Override
    public void onNext(Frame frame) {
      if (printed.length() < MOST_OUTPUT) {
        printed.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
      }
    }
  }
}
