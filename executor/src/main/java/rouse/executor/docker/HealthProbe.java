package rouse.executor.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HealthCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Fact.HealthProbed;
import rouse.executor.docker.engine.Engine;

/**
 * Runs the health check of a container once, besides those that the engine runs. Over a connection
 * of its own, since a check that hangs is given up by closing it.
 */
public final class HealthProbe {
  private static final Logger LOG = LoggerFactory.getLogger(HealthProbe.class);
  private static final int MOST_OUTPUT = 500;
  private final Engine engine;

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
    try (DockerClient client = engine.openStreamClient()) {
      return run(client, container, atMost);
    } catch (NotFoundException | ConflictException gone) {
      return Result.of(HealthProbed.GONE);
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot run the health check of {}: {}", container, e.toString());
      return Result.of(HealthProbed.NOT_RUN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Result.of(HealthProbed.NOT_RUN);
    }
  }

  private static Result run(DockerClient client, String container, Duration atMost)
      throws InterruptedException {
    HealthCheck check = client.inspectContainerCmd(container).exec().getConfig().getHealthcheck();
    Optional<List<String>> command = command(check == null ? null : check.getTest());
    if (command.isEmpty()) {
      return Result.of(HealthProbed.NO_CHECK);
    }
    String exec =
        client
            .execCreateCmd(container)
            .withCmd(command.get().toArray(String[]::new))
            .withAttachStdout(true)
            .withAttachStderr(true)
            .exec()
            .getId();
    Output output = client.execStartCmd(exec).exec(new Output());
    if (!output.awaitCompletion(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      return new Result(HealthProbed.TIMED_OUT, output.text());
    }
    Long code = client.inspectExecCmd(exec).exec().getExitCodeLong();
    boolean healthy = code != null && code == 0;
    return new Result(healthy ? HealthProbed.HEALTHY : HealthProbed.UNHEALTHY, output.text());
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

  private static final class Output extends ResultCallback.Adapter<Frame> {
    private final StringBuilder printed = new StringBuilder();

    @Override
    public void onNext(Frame frame) {
      synchronized (printed) {
        if (printed.length() < MOST_OUTPUT) {
          printed.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
        }
      }
    }

    String text() {
      synchronized (printed) {
        String text = printed.toString().strip();
        return text.substring(0, Math.min(text.length(), MOST_OUTPUT));
      }
    }
  }
}
