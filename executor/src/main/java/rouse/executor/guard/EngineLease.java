package rouse.executor.guard;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;

/**
 * One guard per project and engine, wherever its process runs. The engine keeps the leases, as
 * empty volumes whose labels name the holder: to create a volume that exists gives the existing one
 * back. A guard of all projects has one lease that shuts out all others; a guard of some projects
 * has one for each. Whoever finds another's lease asks, by a further volume, whether the holder
 * lives; the holder answers by removing that. A holder that does not answer has ended, and one
 * whose lease somebody took over ends itself.
 */
final class EngineLease implements AutoCloseable {
  static final String OF_ALL = "rouse-guard";
  private static final String QUESTION = OF_ALL + "-question-";
  private static final String HOLDER = "rouse.guard.holder";
  private static final String TOKEN = "rouse.guard.token";
  private static final String PLACE = "rouse.guard.place";
  private static final Logger LOG = LoggerFactory.getLogger(EngineLease.class);
  private static final Duration ASK = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(8);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Engine engine;
  private final Set<String> names;
  private final String token = UUID.randomUUID().toString();
  private final Map<String, String> labels;
  private final Runnable lost;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("guard-lease").daemon().factory());
  private boolean held;

  /**
   * @param projects that this guard looks after; empty: all
   * @param holder who this guard is, for people
   * @param place whoever held the lease from the same place has ended: this process has its lock
   * @param lost told when another guard has taken over
   */
  EngineLease(Engine engine, Set<String> projects, String holder, String place, Runnable lost) {
    this.engine = engine;
    this.names =
        projects.isEmpty()
            ? Set.of(OF_ALL)
            : projects.stream()
                .map(project -> OF_ALL + "." + project)
                .collect(Collectors.toUnmodifiableSet());
    this.labels = Map.of(HOLDER, holder + ", since " + Instant.now(), TOKEN, token, PLACE, place);
    this.lost = lost;
  }

  /**
   * Returns when this guard is the only one of its projects.
   *
   * @throws DuplicateGuard naming the other
   * @throws InterruptedException when the start was called off
   */
  void take() throws InterruptedException {
    try {
      for (InspectVolumeResponse other : inTheWay(volumes())) {
        if (!labels.get(PLACE).equals(label(other, PLACE)) && answers(label(other, TOKEN))) {
          throw new DuplicateGuard(label(other, HOLDER));
        }
        remove(other.getName());
      }
      names.forEach(name -> create(name, labels));
      held = true;
      for (InspectVolumeResponse other : inTheWay(volumes())) {
        // Both began at the same time, and see each other: one of them goes on.
        if (names.contains(other.getName()) || label(other, TOKEN).compareTo(token) < 0) {
          close();
          throw new DuplicateGuard(label(other, HOLDER));
        }
      }
    } catch (EngineException e) {
      // A socket proxy may allow containers alone.
      LOG.warn("cannot make sure that no other guard works on this engine: {}", e.getMessage());
      return;
    }
    var unused =
        looking.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Leases of others for what this guard looks after. */
  private List<InspectVolumeResponse> inTheWay(List<InspectVolumeResponse> volumes) {
    return volumes.stream()
        .filter(v -> !label(v, HOLDER).isEmpty() && !label(v, TOKEN).equals(token))
        .filter(
            v ->
                v.getName().equals(OF_ALL) || names.contains(OF_ALL) || names.contains(v.getName()))
        .toList();
  }

  private boolean answers(String holder) throws InterruptedException {
    String question = QUESTION + holder;
    create(question, Map.of());
    long end = System.nanoTime() + ANSWERS_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      if (volumes().stream().noneMatch(v -> v.getName().equals(question))) {
        return true;
      }
      Thread.sleep(POLL);
    }
    remove(question);
    return false;
  }

  private void look() {
    try {
      Map<String, String> holders = new HashMap<>();
      for (InspectVolumeResponse each : volumes()) {
        holders.put(each.getName(), label(each, TOKEN));
        if (each.getName().equals(QUESTION + token)) {
          LOG.info("another guard asked, and was told that this one works here");
          remove(each.getName());
        }
      }
      for (String name : names) {
        if (!holders.containsKey(name)) {
          // Somebody pruned volumes.
          create(name, labels);
        } else if (!holders.get(name).equals(token)) {
          looking.shutdown();
          LOG.error("another guard has taken over");
          lost.run();
          return;
        }
      }
    } catch (EngineException e) {
      LOG.debug("the lease cannot be looked at now: {}", e.getMessage());
    }
  }

  private static String label(InspectVolumeResponse volume, String name) {
    return volume.getLabels() == null ? "" : volume.getLabels().getOrDefault(name, "");
  }

  /** The engine's filter takes parts of names. */
  private List<InspectVolumeResponse> volumes() {
    List<InspectVolumeResponse> found =
        engine.call(
            "look at the lease",
            ASK,
            c -> c.listVolumesCmd().withFilter("name", List.of(OF_ALL)).exec().getVolumes());
    return found == null ? List.of() : found;
  }

  private void create(String name, Map<String, String> with) {
    engine.run(
        "create volume " + name,
        ASK,
        c -> c.createVolumeCmd().withName(name).withLabels(with).exec());
  }

  private void remove(String name) {
    try {
      engine.run("remove volume " + name, ASK, c -> c.removeVolumeCmd(name).exec());
    } catch (EngineException gone) {
      LOG.debug("{}", gone.getMessage());
    }
  }

  @Override
  public void close() {
    looking.shutdownNow();
    if (held) {
      held = false;
      volumes().stream()
          .filter(v -> names.contains(v.getName()) && label(v, TOKEN).equals(token))
          .forEach(v -> remove(v.getName()));
    }
  }
}
