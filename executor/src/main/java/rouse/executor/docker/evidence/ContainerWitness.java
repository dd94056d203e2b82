package rouse.executor.docker.evidence;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.HealthStateLog;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerIdentity;
import rouse.executor.docker.FoundContainer;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;
import rouse.executor.docker.engine.EngineTimes;
import rouse.executor.log.RecentSet;

/**
 * Takes what a container leaves behind, at its death and before it is removed; and what an
 * unhealthy one has written so far. Of one run each is taken once: whoever comes second finds it
 * taken, and may remove the container.
 */
public final class ContainerWitness implements AutoCloseable {
  /** At its death. */
  public static final String DIED = "died";

  /** When its health check has failed: it runs, and may yet write more. */
  public static final String UNHEALTHY = "unhealthy";

  /** Before it is replaced or retired. */
  public static final String REMOVED = "removed";

  /** Before another run of the same container. */
  public static final String RESTARTED = "restarted";

  private static final Logger LOG = LoggerFactory.getLogger(ContainerWitness.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int LINES = 200;
  private static final int REMEMBERED = 512;
  private static final int KILLED = 128;
  private static final double NANOS_PER_CPU = 1e9;

  private final Engine engine;
  private final HostId host;
  private final Consumer<Envelope<Fact>> facts;
  private final ContainerIdentity identity;
  private final Function<InstanceId, String> containerOf;
  private final ExecutorService deaths =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("container-evidence").daemon().factory());
  private final Set<String> taken = new RecentSet<>(REMEMBERED);

  /**
   * @param facts where the evidence goes
   * @param containerOf id or name of the container that fills a slot
   */
  public ContainerWitness(
      Engine engine,
      HostId host,
      Consumer<Envelope<Fact>> facts,
      ContainerIdentity identity,
      Function<InstanceId, String> containerOf) {
    this.engine = engine;
    this.host = host;
    this.facts = facts;
    this.identity = identity;
    this.containerOf = containerOf;
  }

  /** Whose end is told is looked at, on a thread of its own. */
  public void onFact(Envelope<Fact> fact) {
    if (fact.body() instanceof Fact.ContainerDied died) {
      later(died.containerId(), DIED);
    } else if (fact.body() instanceof Fact.HealthChanged changed
        && changed.health() == Fact.Health.UNHEALTHY
        && changed.by().equals("docker")) {
      later(containerOf.apply(changed.instance()), UNHEALTHY);
    }
  }

  private void later(String container, String when) {
    try {
      deaths.execute(() -> take(container, when));
    } catch (RejectedExecutionException closing) {
      LOG.debug("closing; nothing is taken of {}", container);
    }
  }

  @Override
  public void close() {
    deaths.shutdownNow();
  }

  /** Takes the evidence of a container, unless that was done; what cannot be had is logged. */
  public synchronized void take(String containerId, String when) {
    try {
      InspectContainerResponse found =
          engine.call(
              "inspect " + containerId, LOOK, c -> c.inspectContainerCmd(containerId).exec());
      Optional<Instant> start = EngineTimes.parse(found.getState().getStartedAt());
      Optional<ManagedContainer> container = identity.of(FoundContainer.of(found));
      String run = found.getId() + "/" + found.getState().getStartedAt();
      String id = "evidence/" + run + (when.equals(UNHEALTHY) ? "/" + UNHEALTHY : "");
      if (container.isPresent() && start.isPresent() && !taken.contains(id)) {
        Fact evidence = evidence(container.get(), found, start.get(), when);
        facts.accept(Envelope.of(id, "/executor/" + host, Instant.now(), evidence));
        taken.add(id);
      }
    } catch (EngineException e) {
      LOG.debug("no evidence of {}: {}", containerId, e.getMessage());
    }
  }

  private Fact.ContainerEvidence evidence(
      ManagedContainer container, InspectContainerResponse found, Instant start, String when) {
    var state = found.getState();
    boolean ended = !Boolean.TRUE.equals(state.getRunning());
    Integer exitCode =
        ended && state.getExitCodeLong() != null ? state.getExitCodeLong().intValue() : null;
    LogTail tail = log(found.getId(), start);
    SecretFilter secrets = SecretFilter.of(found.getConfig().getEnv());
    return new Fact.ContainerEvidence(
        container.instance(),
        container.incarnation(),
        found.getId(),
        when,
        exitCode,
        exitCode != null && exitCode > KILLED ? exitCode - KILLED : null,
        Boolean.TRUE.equals(state.getOOMKilled()),
        health(state, secrets),
        found.getImageId(),
        memory(found.getHostConfig()),
        cpus(found),
        secrets.clean(tail.text()),
        tail.isTruncated(),
        host);
  }

  /** One container's log holds all its runs. */
  private LogTail log(String id, Instant start) {
    LogTail tail = new LogTail();
    try {
      engine.run(
          "read the log of " + id,
          LOOK,
          client -> {
            try (var lines = new Lines(tail)) {
              client
                  .logContainerCmd(id)
                  .withStdOut(true)
                  .withStdErr(true)
                  .withTail(LINES)
                  .withSince(Math.toIntExact(start.getEpochSecond()))
                  .exec(lines)
                  .awaitCompletion(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            } catch (java.io.IOException e) {
              LOG.debug("closing the log of {}: {}", id, e.getMessage());
            }
          });
    } catch (EngineException e) {
      // Some logging drivers cannot be read.
      LOG.debug("no log of {}: {}", id, e.getMessage());
    }
    return tail;
  }

  private static String health(
      InspectContainerResponse.ContainerState state, SecretFilter secrets) {
    List<HealthStateLog> probes = state.getHealth() == null ? null : state.getHealth().getLog();
    if (probes == null || probes.isEmpty()) {
      return null;
    }
    HealthStateLog last = probes.getLast();
    String printed = Objects.requireNonNullElse(last.getOutput(), "").strip();
    return secrets.clean("exit code " + last.getExitCodeLong() + ": " + printed);
  }

  private static Long memory(HostConfig limits) {
    Long memory = limits == null ? null : limits.getMemory();
    return memory == null || memory <= 0 ? null : memory;
  }

  private static Double cpus(InspectContainerResponse found) {
    Long nanos = found.getHostConfig() == null ? null : found.getHostConfig().getNanoCPUs();
    return nanos == null || nanos <= 0 ? null : nanos / NANOS_PER_CPU;
  }

  private static final class Lines extends ResultCallback.Adapter<Frame> {
    private final LogTail tail;

    Lines(LogTail tail) {
      this.tail = tail;
    }

    @Override
    public void onNext(Frame frame) {
      tail.add(frame.getPayload());
    }
  }
}
