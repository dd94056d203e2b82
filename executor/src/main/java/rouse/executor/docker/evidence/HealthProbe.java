package rouse.executor.docker.evidence;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HealthCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Fact.HealthProbed;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;

/**
 * Runs the health check of a container once, besides those that the engine runs. Its output comes
 * over a connection of its own, since a check that hangs is given up by closing it.
 *
 * <p>The engine has no way to end what was begun in a container, so a check that hangs stays there
 * until it ends or the container does. Until then no other is begun in that container.
 */
public final class HealthProbe {
  private static final Logger LOG = LoggerFactory.getLogger(HealthProbe.class);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final int MOST_OUTPUT = 500;

  /** More is read than is told: a secret at the end must be whole to be known. */
  private static final int MOST_READ = 16 * MOST_OUTPUT;

  private final Engine engine;
  private final Map<String, String> begun = Collections.synchronizedMap(new Begun());

  /** What it said, in the words of {@link HealthProbed}, and what it printed. */
  public record Result(String said, String output) {
    static Result of(String said) {
      return new Result(said, "");
    }
  }

  public HealthProbe(Engine engine) {
    this.engine = engine;
  }

  /** Never throws: that the check could not be run is a result too. */
  public Result run(String container, Duration atMost) {
    try {
      return check(container, atMost);
    } catch (EngineException e) {
      if (e.kind() == EngineException.Kind.NOT_FOUND || e.kind() == EngineException.Kind.CONFLICT) {
        return Result.of(HealthProbed.GONE);
      }
      LOG.warn("cannot run the health check of {}: {}", container, e.getMessage());
      return Result.of(HealthProbed.NOT_RUN);
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot run the health check of {}: {}", container, e.toString());
      return Result.of(HealthProbed.NOT_RUN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Result.of(HealthProbed.NOT_RUN);
    }
  }

  private Result check(String container, Duration atMost) throws IOException, InterruptedException {
    InspectContainerResponse found =
        engine.call("inspect " + container, LOOK, c -> c.inspectContainerCmd(container).exec());
    HealthCheck check = found.getConfig().getHealthcheck();
    Optional<List<String>> command = command(check == null ? null : check.getTest());
    if (command.isEmpty()) {
      return Result.of(HealthProbed.NO_CHECK);
    }
    if (!Boolean.TRUE.equals(found.getState().getRunning())) {
      return Result.of(HealthProbed.GONE);
    }
    if (stillHangs(found.getId())) {
      return new Result(HealthProbed.TIMED_OUT, "the check before this one has not ended yet");
    }
    String exec =
        engine.call(
            "prepare the health check of " + container,
            LOOK,
            c ->
                c.execCreateCmd(found.getId())
                    .withCmd(command.get().toArray(String[]::new))
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .exec()
                    .getId());
    return run(found, exec, atMost);
  }

  private Result run(InspectContainerResponse found, String exec, Duration atMost)
      throws IOException, InterruptedException {
    begun.put(found.getId(), exec);
    Output output = new Output();
    boolean ended;
    try (DockerClient client = engine.openStreamClient()) {
      ended =
          client
              .execStartCmd(exec)
              .exec(output)
              .awaitCompletion(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
    String said = output.text(SecretFilter.of(found.getConfig().getEnv()));
    InspectExecResponse now = inspect(exec);
    if (!ended || Boolean.TRUE.equals(now.isRunning())) {
      return new Result(HealthProbed.TIMED_OUT, said);
    }
    begun.remove(found.getId());
    Long code = now.getExitCodeLong();
    boolean healthy = code != null && code == 0;
    return new Result(healthy ? HealthProbed.HEALTHY : HealthProbed.UNHEALTHY, said);
  }

  private boolean stillHangs(String container) {
    String before = begun.get(container);
    if (before == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(inspect(before).isRunning());
    } catch (EngineException forgotten) {
      return false;
    }
  }

  private InspectExecResponse inspect(String exec) {
    return engine.call(
        "look at the health check " + exec, LOOK, c -> c.inspectExecCmd(exec).exec());
  }

  /** Empty: it has none, or it is switched off. */
  static Optional<List<String>> command(List<String> test) {
    if (test == null || test.size() < 2) {
      return Optional.empty();
    }
    return switch (test.getFirst()) {
      case "CMD" -> Optional.of(test.subList(1, test.size()));
      case "CMD-SHELL" -> Optional.of(List.of("/bin/sh", "-c", test.get(1)));
      default -> Optional.empty();
    };
  }

  /** The last check of each container that has not ended; that of one long gone is let go. */
  private static final class Begun extends LinkedHashMap<String, String> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 256;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
      return size() > MOST;
    }
  }

  private static final class Output extends ResultCallback.Adapter<Frame> {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Override
    public void onNext(Frame frame) {
      synchronized (printed) {
        int room = MOST_READ - printed.size();
        byte[] piece = frame.getPayload();
        printed.write(piece, 0, Math.min(room, piece.length));
      }
    }

    String text(SecretFilter secrets) {
      String text;
      synchronized (printed) {
        text = printed.toString(StandardCharsets.UTF_8);
      }
      String cleaned = secrets.clean(text).strip();
      return cleaned.substring(0, Math.min(cleaned.length(), MOST_OUTPUT));
    }
  }
}
