package rouse.executor.docker.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import rouse.executor.docker.ContainerLabels;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineErrors;

/** Reads what the containers of a module write, as they run on this engine. */
public final class ContainerLogs implements AutoCloseable {
  private static final Duration LIST = Duration.ofSeconds(10);

  /** A line without an end is shown in pieces. */
  private static final int LONGEST_LINE = 64 * 1024;

  private final Engine engine;
  private final DockerClient streams;

  /** A container of a module. */
  public record Source(String containerId, String name, boolean running) {}

  public ContainerLogs(Engine engine) {
    this.engine = engine;
    this.streams = engine.openStreamClient();
  }

  /** The containers of a module on this engine, the oldest first. */
  public List<Source> of(String platform, String module) {
    Map<String, String> labels =
        Map.of(ContainerLabels.PROJECT, platform, ContainerLabels.SERVICE, module);
    List<Container> found =
        engine.call(
            "list the containers of " + module,
            LIST,
            c -> c.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec());
    return found.stream()
        .filter(c -> ContainerLabels.isOfService(c.getLabels()))
        .sorted(Comparator.comparing(Container::getCreated))
        .map(c -> new Source(c.getId(), name(c), "running".equals(c.getState())))
        .toList();
  }

  private static String name(Container container) {
    String[] names = container.getNames();
    return names == null || names.length == 0 ? container.getId() : names[0].replaceFirst("^/", "");
  }

  /**
   * Gives each line to the reader; returns at the end of the log, or when a container that is
   * followed has ended.
   *
   * @param tail how many of the lines that were written before
   */
  public void read(String containerId, int tail, boolean follow, Consumer<String> reader)
      throws InterruptedException {
    try (Lines lines = new Lines(reader)) {
      streams
          .logContainerCmd(containerId)
          .withStdOut(true)
          .withStdErr(true)
          .withTail(tail)
          .withFollowStream(follow)
          .exec(lines)
          .awaitCompletion();
      lines.end();
    } catch (IOException | RuntimeException e) {
      throw EngineErrors.translate("read the log of " + containerId, engine.address(), e);
    }
  }

  @Override
  public void close() {
    try {
      streams.close();
    } catch (IOException e) {
      // It ends with the process at the latest.
    }
  }

  private static final class Lines extends ResultCallback.Adapter<Frame> {
    private final Consumer<String> reader;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(Consumer<String> reader) {
      this.reader = reader;
    }

    @Override
    public void onNext(Frame frame) {
      for (byte each : frame.getPayload()) {
        if (each == '\n' || line.size() >= LONGEST_LINE) {
          give();
        }
        if (each != '\n') {
          line.write(each);
        }
      }
    }

    private void give() {
      reader.accept(line.toString(UTF_8));
      line.reset();
    }

    /** What was written last need not end in a line break. */
    void end() {
      if (line.size() > 0) {
        give();
      }
    }
  }
}
