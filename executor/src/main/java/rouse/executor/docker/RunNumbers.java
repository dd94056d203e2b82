package rouse.executor.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Json;
import rouse.contracts.platform.InstanceId;
import rouse.executor.files.AtomicFile;

/**
 * The incarnations of containers that are restarted in place. Such a container keeps its id and its
 * labels, so a run is known by the time of its start, and its number is remembered here, in a file
 * that outlasts the executor. Numbers of a slot only grow. A number is reserved before the engine
 * is asked for the restart: whoever comes after a crash knows by it whose doing the end was, and
 * gives the run that follows the number that was ordered.
 */
public final class RunNumbers {
  private static final Logger LOG = LoggerFactory.getLogger(RunNumbers.class);

  /**
   * One container.
   *
   * @param startedAt of its run that has the number
   * @param reserved number of the run that was ordered after that one; 0: none was
   * @param command that ordered the latest of its runs; empty when none did
   */
  record Run(
      InstanceId instance,
      Instant startedAt,
      long incarnation,
      long reserved,
      Optional<String> command) {
    Run {
      command = command == null ? Optional.empty() : command;
    }

    /** The command that ordered this run; empty also while the next one is ordered. */
    Optional<String> orderedBy() {
      return reserved == 0 ? command : Optional.empty();
    }
  }

  /** All that is remembered; {@code highest} also of slots whose containers are gone. */
  record Memory(Map<String, Run> runs, Map<String, Long> highest) {
    Memory {
      runs = runs == null ? new TreeMap<>() : new TreeMap<>(runs);
      highest = highest == null ? new TreeMap<>() : new TreeMap<>(highest);
    }
  }

  private final Path file;
  private final Memory memory;

  /**
   * @param file made when it is not there
   */
  public RunNumbers(Path file) {
    this.file = file;
    this.memory = read(file);
  }

  private static Memory read(Path file) {
    try {
      return Files.exists(file)
          ? Json.MAPPER.readValue(Files.readAllBytes(file), Memory.class)
          : new Memory(null, null);
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}); runs are numbered anew", file, e.getMessage());
      return new Memory(null, null);
    }
  }

  /** The number of a container's run; a run that was not seen before gets the next one. */
  public synchronized long of(InstanceId instance, String containerId, Instant startedAt) {
    Run known = memory.runs().get(containerId);
    if (known != null && known.startedAt().equals(startedAt)) {
      return known.incarnation();
    }
    if (known != null && known.reserved() > 0) {
      return begun(containerId, known, startedAt).incarnation();
    }
    long next = highest(instance) + 1;
    put(containerId, new Run(instance, startedAt, next, 0, Optional.empty()));
    return next;
  }

  private Run begun(String containerId, Run before, Instant startedAt) {
    long number = before.reserved() > 0 ? before.reserved() : before.incarnation();
    Run run = new Run(before.instance(), startedAt, number, 0, before.command());
    put(containerId, run);
    return run;
  }

  /** A container whose label has the number of its first run is about to get a second one. */
  public synchronized void first(
      InstanceId instance, String containerId, Instant startedAt, long incarnation) {
    if (!knows(containerId)) {
      // The label is right: what is remembered may be of a platform that was begun anew since.
      memory.highest().remove(instance.toString());
      put(containerId, new Run(instance, startedAt, incarnation, 0, Optional.empty()));
    }
  }

  /**
   * The run of a container whose label has the number of its first one.
   *
   * @param startedAt of its run; empty when it was only listed
   * @return empty when no other run of it was ordered
   */
  synchronized Optional<Run> ordered(String containerId, Optional<Instant> startedAt) {
    Run known = memory.runs().get(containerId);
    return Optional.ofNullable(known)
        .map(
            run ->
                startedAt
                    .filter(at -> !at.equals(run.startedAt()))
                    .map(at -> begun(containerId, run, at))
                    .orElse(run));
  }

  /** The number of the run of a container that was seen last; empty when none was. */
  public synchronized Optional<Long> latest(String containerId) {
    return Optional.ofNullable(memory.runs().get(containerId)).map(Run::incarnation);
  }

  /** Whether a run of the container was seen, in this process or an earlier one. */
  public synchronized boolean knows(String containerId) {
    return memory.runs().containsKey(containerId);
  }

  /**
   * The next run of a container shall have this number, or the next higher one that is free.
   *
   * @param command that orders it; ordered again, it has the same number
   * @return the number
   */
  public synchronized long reserve(String containerId, long incarnation, String command) {
    Run run = memory.runs().get(containerId);
    if (run.reserved() == incarnation) {
      return incarnation;
    }
    long next = Math.max(incarnation, highest(run.instance()) + 1);
    put(
        containerId,
        new Run(run.instance(), run.startedAt(), run.incarnation(), next, Optional.of(command)));
    return next;
  }

  /** Whether a restart of a container was ordered, and no run has been seen since. */
  public synchronized boolean isRestarting(String containerId) {
    Run run = memory.runs().get(containerId);
    return run != null && run.reserved() > 0;
  }

  /**
   * Forgets the containers that are gone; the numbers of their slots stay. One that starts while
   * the containers are listed has its number already, and is perhaps in no list yet: it is kept.
   *
   * @param list looks at the engine and gives the ids of the containers that are there
   */
  public void forgetGone(Supplier<? extends Collection<String>> list) {
    Set<String> gone = known();
    if (!gone.isEmpty()) {
      gone.removeAll(Set.copyOf(list.get()));
      forget(gone);
    }
  }

  private synchronized Set<String> known() {
    return new HashSet<>(memory.runs().keySet());
  }

  private synchronized void forget(Set<String> containerIds) {
    if (memory.runs().keySet().removeAll(containerIds)) {
      write();
    }
  }

  /** The highest number that a slot had; 0: none. */
  public synchronized long highest(InstanceId instance) {
    return memory.highest().getOrDefault(instance.toString(), 0L);
  }

  private void put(String containerId, Run run) {
    memory.runs().put(containerId, run);
    memory
        .highest()
        .merge(run.instance().toString(), Math.max(run.incarnation(), run.reserved()), Math::max);
    write();
  }

  private void write() {
    try {
      AtomicFile.write(file, Json.MAPPER.writeValueAsBytes(memory));
    } catch (IOException e) {
      LOG.error("cannot write {} ({}). Make the folder writable.", file, e.toString());
    }
  }
}
