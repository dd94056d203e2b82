package rouse.executor.guard;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.executor.docker.Engine;
import rouse.executor.docker.EngineException;

/**
 * One guard per engine, wherever its process runs. The engine keeps the lease, as an empty volume
 * whose labels name the holder: to create a volume that exists gives the existing one back. Whoever
 * finds another's volume asks, by a second volume, whether the holder lives; the holder answers by
 * removing that. A holder that does not answer has ended, and one whose volume somebody took over
 * ends itself.
 */
final class EngineLease implements AutoCloseable {
  static final String LEASE = "rouse-guard";
  static final String QUESTION = "rouse-guard-question";
  private static final String HOLDER = "rouse.guard.holder";
  private static final String TOKEN = "rouse.guard.token";
  private static final String PLACE = "rouse.guard.place";
  private static final Logger LOG = LoggerFactory.getLogger(EngineLease.class);
  private static final Duration ASK = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(6);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Engine engine;
  private final String token = UUID.randomUUID().toString();
  private final Map<String, String> labels;
  private final Runnable lost;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("guard-lease").daemon().factory());
  private boolean held;

  /**
   * @param holder who this guard is, for people
   * @param place whoever held the lease from the same place has ended: this process has its lock
   * @param lost told when another guard has taken over
   */
  EngineLease(Engine engine, String holder, String place, Runnable lost) {
    this.engine = engine;
    this.labels =
        Map.of(HOLDER, holder + ", since " + Instant.now(), TOKEN, token, PLACE, place);
    this.lost = lost;
  }

  /**
   * Returns when this guard is the only one.
   *
   * @throws DuplicateGuard naming the other
   * @throws InterruptedException when the start was called off
   */
  void take() throws InterruptedException {
    try {
      Optional<Map<String, String>> other = holder().filter(h -> !token.equals(h.get(TOKEN)));
      if (other.isPresent()) {
        boolean ownPast = labels.get(PLACE).equals(other.get().get(PLACE));
        if (!ownPast && answers()) {
          throw new DuplicateGuard(other.get().getOrDefault(HOLDER, "another guard"));
        }
        remove(LEASE);
      }
      create(LEASE, labels);
    } catch (EngineException e) {
      // A socket proxy may allow containers alone.
      LOG.warn("cannot make sure that no other guard works on this engine: {}", e.getMessage());
      return;
    }
    Optional<Map<String, String>> now = holder();
    if (now.filter(h -> token.equals(h.get(TOKEN))).isEmpty()) {
      throw new DuplicateGuard(now.map(h -> h.get(HOLDER)).orElse("another guard"));
    }
    held = true;
    var unused =
        looking.scheduleWithFixedDelay(
            this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean answers() throws InterruptedException {
    create(QUESTION, Map.of(TOKEN, token));
    long end = System.nanoTime() + ANSWERS_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      if (volume(QUESTION).isEmpty()) {
        return true;
      }
      Thread.sleep(POLL);
    }
    remove(QUESTION);
    return false;
  }

  private void look() {
    try {
      for (InspectVolumeResponse each : volumes()) {
        if (each.getName().equals(QUESTION)) {
          LOG.info("another guard asked, and was told that this one works here");
          remove(QUESTION);
        }
      }
      Optional<Map<String, String>> holder = holder();
      if (holder.isEmpty()) {
        // Somebody pruned volumes.
        create(LEASE, labels);
      } else if (!token.equals(holder.get().get(TOKEN))) {
        looking.shutdown();
        LOG.error("another guard has taken over: {}", holder.get().get(HOLDER));
        lost.run();
      }
    } catch (EngineException e) {
      LOG.debug("the lease cannot be looked at now: {}", e.getMessage());
    }
  }

  private Optional<Map<String, String>> holder() {
    return volume(LEASE).map(v -> v.getLabels() == null ? Map.of() : v.getLabels());
  }

  private Optional<InspectVolumeResponse> volume(String name) {
    return volumes().stream().filter(v -> v.getName().equals(name)).findFirst();
  }

  /** The engine's filter takes parts of names. */
  private List<InspectVolumeResponse> volumes() {
    List<InspectVolumeResponse> found =
        engine.call(
            "look at the lease",
            ASK,
            c -> c.listVolumesCmd().withFilter("name", List.of(LEASE)).exec().getVolumes());
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
    if (held && holder().filter(h -> token.equals(h.get(TOKEN))).isPresent()) {
      remove(LEASE);
    }
  }
}
