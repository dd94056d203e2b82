package rouse.core.detection;

import java.util.List;
import java.util.function.Consumer;

/**
 * Who is waited for, by route and timeout; and those whom nobody expects any more, who are
 * forgotten in the end.
 */
public final class DeadlineQueues {
  /** How long an entry that nobody expects, or an adopted one that fell silent, is kept. */
  static final int FORGET_MS = 60 * 60_000;

  private final InstanceRows rows;
  private final Routes routes;
  private final DeadlineQueue forgetting;

  /** Those whose timeout ran out on the route of their last beat, and not yet on another. */
  private final DeadlineQueue undecided;

  DeadlineQueues(InstanceRows rows, Routes routes) {
    this.rows = rows;
    this.routes = routes;
    this.forgetting = new DeadlineQueue(rows, FORGET_MS, null);
    this.undecided = new DeadlineQueue(rows, 0, null);
  }

  /** Lets the timeout that an entry's state gives it begin to run, by its route's clock. */
  void await(WatchedInstance pulse, long from) {
    pulse.countFrom = from;
    int timeoutMs = pulse.patienceMs();
    DeadlineQueue queue = pulse.queue;
    if (queue == null || queue.route != pulse.route || queue.timeoutMs != timeoutMs) {
      queue = pulse.route.queueOf(rows, timeoutMs);
    }
    queue.append(pulse);
  }

  /** Lets an entry be forgotten after a while. */
  void letGo(WatchedInstance pulse, long from) {
    pulse.countFrom = from;
    forgetting.append(pulse);
  }

  /**
   * Takes out everybody whose timeout has run out on every route that they use.
   *
   * @param now log time
   * @param clock that knows before when no timeout began to run
   */
  void drainOverdue(long now, LogClock clock, Consumer<WatchedInstance> overdue) {
    routes.direct().drainOverdue(now, clock, undecided::append);
    List<Route> carried = routes.carried();
    for (int i = 0; i < carried.size(); i++) {
      carried.get(i).drainOverdue(now, clock, undecided::append);
    }
    undecided.drainIf(pulse -> isOverdue(pulse, now, clock), overdue);
  }

  private static boolean isOverdue(WatchedInstance pulse, long now, LogClock clock) {
    long until = pulse.judgedUpTo(now);
    return until != LogClock.NEVER
        && until - pulse.timeoutFrom(now, clock) >= pulse.patienceMs()
        && !pulse.mayHaveBeaten(until);
  }

  /** Takes out everybody who was let go long enough ago. */
  void drainForgotten(long now, long freshFrom, Consumer<WatchedInstance> forgotten) {
    forgetting.drain(now, freshFrom, forgotten);
  }

  /** Whether a carrier brought anything meanwhile is not known. */
  void nobodyLooked(long now) {
    routes.carried().forEach(route -> route.shows(now));
  }

  /** Takes those on a route whose carrier is gone for good for senders that write by themselves. */
  void abandonGone(long now) {
    routes.carried().removeIf(route -> route.isGone(now) && abandon(route, now));
  }

  private boolean abandon(Route route, long now) {
    rows.forEach(
        pulse -> {
          pulse.others = OtherRoutes.without(pulse.others, route);
          if (pulse.route == route) {
            pulse.route = routes.direct();
            if (pulse.queue != null && pulse.queue.route == route) {
              await(pulse, now);
            }
          }
        });
    return true;
  }
}
