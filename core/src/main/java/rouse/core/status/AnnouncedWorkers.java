package rouse.core.status;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.topic.WorkerAnnouncement;
import rouse.contracts.topic.WorkerAnnouncement.Worker;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.CommandKind;

/**
 * The workers of one platform as its load balancers are told of them. Follows the decider's state
 * and says what has changed; the state alone gives the same list again after a restart.
 */
public final class AnnouncedWorkers {
  private final TreeMap<InstanceId, Worker> known = new TreeMap<>();

  private AnnouncedWorkers() {}

  /** As they were last announced. */
  public static AnnouncedWorkers of(PlatformState state) {
    AnnouncedWorkers workers = new AnnouncedWorkers();
    workers.compareAll(state);
    return workers;
  }

  /**
   * Compares with the state after a fact.
   *
   * @param changed the instances that it changed
   * @param forgotten those it took away
   * @param allMay whether others may have changed as well, since what is declared has
   * @return what there is to announce
   */
  public List<WorkerAnnouncement> follow(
      PlatformState state,
      Collection<InstanceState> changed,
      Collection<InstanceId> forgotten,
      boolean allMay) {
    List<WorkerAnnouncement> news = new ArrayList<>();
    if (allMay) {
      news.addAll(compareAll(state));
    } else {
      forgotten.forEach(id -> compare(id, Optional.empty(), news));
      changed.forEach(i -> compare(i.id(), worker(state, i), news));
    }
    return news;
  }

  private List<WorkerAnnouncement> compareAll(PlatformState state) {
    List<WorkerAnnouncement> news = new ArrayList<>();
    List.copyOf(known.keySet()).stream()
        .filter(id -> state.instance(id) == null)
        .forEach(id -> compare(id, Optional.empty(), news));
    for (String module : state.modules().bootOrder()) {
      state.instancesOf(module).forEach(i -> compare(i.id(), worker(state, i), news));
    }
    return news;
  }

  private void compare(InstanceId id, Optional<Worker> now, List<WorkerAnnouncement> news) {
    Worker before = now.isPresent() ? known.put(id, now.get()) : known.remove(id);
    Worker told = now.orElse(before);
    if (told != null && !told.equals(now.isPresent() ? before : null)) {
      String event = now.map(Worker::state).orElse(WorkerAnnouncement.REMOVED);
      news.add(
          new WorkerAnnouncement(
              event, told.worker(), told.ip(), told.port(), List.copyOf(known.values())));
    }
  }

  private Optional<Worker> worker(PlatformState state, InstanceState i) {
    DeclaredModule module = state.modules().get(i.id().module());
    String ip = i.seen().ip();
    if (module == null || module.spec().balance() == null || ip == null) {
      return Optional.empty();
    }
    return stateOf(i)
        .map(
            word ->
                new Worker(
                    i.id().module() + "_" + i.id().slot(),
                    ip,
                    module.spec().balance().port(),
                    word));
  }

  /** Empty when it is no help to anybody. */
  private Optional<String> stateOf(InstanceState i) {
    return switch (i.seen().observed()) {
      case ALIVE -> {
        if (i.desired() == DesiredState.GONE || isBeingEnded(i)) {
          yield Optional.of(WorkerAnnouncement.DRAINING);
        }
        yield i.seen().unwell() ? Optional.empty() : Optional.of(WorkerAnnouncement.READY);
      }
      case STARTING ->
          i.desired() == DesiredState.GONE
              ? Optional.empty()
              : Optional.of(WorkerAnnouncement.ADDED);
      // Its host is not heard of: the balancers' own checks know more than we do.
      case UNKNOWN ->
          Optional.of(
              known.containsKey(i.id()) ? known.get(i.id()).state() : WorkerAnnouncement.READY);
      default -> Optional.empty();
    };
  }

  private static boolean isBeingEnded(InstanceState i) {
    CommandInFlight command = i.effort().inFlight();
    return command != null
        && (command.verb() == CommandKind.RETIRE
            || (command.verb() == CommandKind.REPLACE
                && command.incarnation() > i.seen().incarnation()));
  }
}
