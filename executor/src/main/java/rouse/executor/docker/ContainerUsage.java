package rouse.executor.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.CpuStatsConfig;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.Statistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;

/** What a container uses of the host, by Docker's count. */
public final class ContainerUsage {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /** More than run on a host; then what is remembered is asked for again. */
  private static final int MOST_REMEMBERED = 10_000;

  private final Engine engine;

  /** Processors that a container may use, by its id; zero: all of the host. */
  private final Map<String, Double> limits = new ConcurrentHashMap<>();

  /**
   * Shares of a container's limits, or of the host where it has none. What the engine does not tell
   * is empty.
   */
  public record Usage(Optional<Double> cpu, Optional<Double> memory) {}

  public ContainerUsage(Engine engine) {
    this.engine = engine;
  }

  /**
   * Looks for a second: the engine counts between two looks of its own.
   *
   * @throws EngineException when it does not answer
   */
  public Usage look(String containerId) {
    Statistics found =
        engine.call(
            "look at what " + containerId + " uses", DEADLINE, c -> statistics(c, containerId));
    if (found == null) {
      return new Usage(Optional.empty(), Optional.empty());
    }
    return new Usage(
        cores(found.getPreCpuStats(), found.getCpuStats())
            .flatMap(used -> share(used, cpus(containerId, found.getCpuStats()))),
        memory(found.getMemoryStats()));
  }

  private static Statistics statistics(
      com.github.dockerjava.api.DockerClient client, String containerId) {
    try (FirstStatistics first = new FirstStatistics()) {
      client.statsCmd(containerId).withNoStream(true).exec(first);
      first.awaitCompletion(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      return first.found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class FirstStatistics extends ResultCallback.Adapter<Statistics> {
    private volatile Statistics found;

    @Override
    public void onNext(Statistics statistics) {
      found = statistics;
    }
  }

  private double cpus(String containerId, CpuStatsConfig now) {
    if (limits.size() > MOST_REMEMBERED) {
      limits.clear();
    }
    double limit = limits.computeIfAbsent(containerId, this::limit);
    return limit > 0 ? limit : now.getOnlineCpus();
  }

  private double limit(String containerId) {
    HostConfig host =
        engine
            .call(
                "inspect " + containerId, DEADLINE, c -> c.inspectContainerCmd(containerId).exec())
            .getHostConfig();
    if (host.getNanoCPUs() != null && host.getNanoCPUs() > 0) {
      return host.getNanoCPUs() / 1e9;
    }
    boolean quota = host.getCpuQuota() != null && host.getCpuQuota() > 0;
    boolean period = host.getCpuPeriod() != null && host.getCpuPeriod() > 0;
    return quota ? (double) host.getCpuQuota() / (period ? host.getCpuPeriod() : 100_000) : 0;
  }

  /** Processors in use between two looks. */
  static Optional<Double> cores(CpuStatsConfig before, CpuStatsConfig now) {
    if (before == null
        || now == null
        || before.getSystemCpuUsage() == null
        || now.getSystemCpuUsage() == null
        || now.getOnlineCpus() == null
        || before.getCpuUsage() == null
        || now.getCpuUsage() == null) {
      return Optional.empty();
    }
    double all = now.getSystemCpuUsage() - before.getSystemCpuUsage();
    double own = now.getCpuUsage().getTotalUsage() - before.getCpuUsage().getTotalUsage();
    return all > 0 && own >= 0 ? Optional.of(own / all * now.getOnlineCpus()) : Optional.empty();
  }

  /** Without the cache that the kernel takes back when it needs to. */
  static Optional<Double> memory(MemoryStatsConfig memory) {
    if (memory == null || memory.getUsage() == null || memory.getLimit() == null) {
      return Optional.empty();
    }
    Long cache = null;
    if (memory.getStats() != null) {
      Long inactive = memory.getStats().getInactiveFile();
      cache = inactive == null ? memory.getStats().getTotalInactiveFile() : inactive;
    }
    return share(
        (double) Math.max(0, memory.getUsage() - (cache == null ? 0 : cache)), memory.getLimit());
  }

  private static Optional<Double> share(double used, double of) {
    return of > 0 ? Optional.of(used / of) : Optional.empty();
  }
}
