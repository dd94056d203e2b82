package rouse.executor.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.Phase;

/** Slots without an engine: what fills them is what was said, or what was started in them. */
final class PlayedSlots implements Slots {
  private final Map<InstanceId, Inspection> alive = new ConcurrentHashMap<>();
  private final Map<InstanceId, List<Long>> filled = new ConcurrentHashMap<>();
  private final Set<InstanceId> beingStopped = ConcurrentHashMap.newKeySet();
  private final Set<InstanceId> notWaitedFor = ConcurrentHashMap.newKeySet();
  private volatile Filling behaviour = () -> true;

  /** How an order to fill a slot ends. */
  interface Filling {
    /** Whether the container runs after it; or throws, once it runs. */
    boolean runs();
  }

  void whenFilled(Filling now) {
    behaviour = now;
  }

  /** The incarnations that were ordered for a slot. */
  List<Long> filled(InstanceId instance) {
    return filled.computeIfAbsent(instance, id -> new CopyOnWriteArrayList<>());
  }

  void runs(InstanceId instance, long incarnation, Fact.Health health) {
    Instant start = Instant.EPOCH.plusSeconds(incarnation);
    var container =
        new ManagedContainer(
            "c" + incarnation,
            instance.containerName(),
            instance,
            incarnation,
            Optional.empty(),
            Optional.empty(),
            Phase.RUNNING,
            Optional.empty());
    alive.put(
        instance,
        new Inspection(
            container,
            Optional.of(start),
            Optional.empty(),
            0,
            false,
            Optional.ofNullable(health),
            Optional.empty(),
            "",
            15));
  }

  /** Somebody pauses it, or unpauses it. */
  void phase(InstanceId instance, Phase phase) {
    alive.computeIfPresent(
        instance,
        (i, now) -> {
          ManagedContainer c = now.container();
          var container =
              new ManagedContainer(
                  c.id(),
                  c.name(),
                  instance,
                  c.incarnation(),
                  c.commandId(),
                  c.definition(),
                  phase,
                  c.ip());
          return new Inspection(
              container,
              now.startedAt(),
              now.finishedAt(),
              now.exitCode(),
              now.oom(),
              now.health(),
              now.healthAt(),
              now.healthOutput(),
              now.stopSignal());
        });
  }

  void ends(InstanceId instance) {
    alive.remove(instance);
  }

  void stopsSlowly(InstanceId instance) {
    beingStopped.add(instance);
  }

  void isStoppedNoMore(InstanceId instance) {
    beingStopped.remove(instance);
  }

  /** Whether what filled it was once replaced as something that may hang. */
  boolean wasTakenForHung(InstanceId instance) {
    return notWaitedFor.contains(instance);
  }

  /** The run that fills a slot now. */
  Run run(InstanceId instance) {
    return Run.of(alive.get(instance));
  }

  @Override
  public Optional<Inspection> alive(InstanceId instance) {
    return Optional.ofNullable(alive.get(instance));
  }

  @Override
  public boolean isBeingStopped(InstanceId instance, Duration grace) {
    return beingStopped.contains(instance);
  }

  @Override
  public void fill(InstanceId instance, long incarnation, String reason, boolean hung) {
    if (hung) {
      notWaitedFor.add(instance);
    }
    try {
      if (behaviour.runs()) {
        runs(instance, incarnation, null);
      }
    } finally {
      // At last: whoever waits for the order goes on from what it led to.
      filled(instance).add(incarnation);
    }
  }
}
