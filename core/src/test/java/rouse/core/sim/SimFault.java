package rouse.core.sim;

import java.util.Random;

/**
 * Something that goes wrong. What it needs at random comes from a seed of its own, so that it does
 * the same when others are left out.
 */
record SimFault(int number, long at, Kind kind, long seed) {

  /**
   * What can happen.
   *
   * <p>The weight says how often, compared with the others.
   */
  enum Kind {
    /** a container ends */
    KILL(3),
    /** a container is killed for the memory that it takes */
    OOM(1),
    /** a process stops doing anything; one that Docker watches ends */
    HANG(2),
    /** an executor ends, and comes back */
    EXECUTOR_CRASH(1),
    /** a module's image does not start for a while */
    BROKEN_IMAGE(1),
    /** a module ends soon after each start for a while */
    CRASH_LOOP(1),
    /** somebody reports a module faulty that may be well */
    REPORT(1),
    /** somebody wants a module restarted */
    RESTART(1),
    /** somebody wants one more worker */
    ADD_WORKER(1),
    /** the platform file changes */
    CHANGE(1),
    /** a container is stopped by hand */
    OPERATOR_STOP(1),
    /** evidence against an incarnation that has a successor comes once more */
    STALE_FACT(1),
    /** a container is paused by hand for a while */
    PAUSE(1),
    /** all of Rouse on a host is killed */
    ALL_KILLED(1),
    /** nobody decides for a while */
    ROUSE_AWAY(2),
    /** one of the streams apps dies, and others do what it did */
    APP_KILLED(1),
    /** a streams app joins, and does something that another did */
    APP_JOINS(0.5),
    /** a streams app stands still; others take over, and it does not know of it when it goes on */
    APP_FREEZES(1),
    /** another version of Rouse goes on from what this one has stored */
    UPGRADE(0.5),
    /** the way of the beats is cut off for a while, and what beats serves on */
    CUT_BEATS(0.2),
    /** a machine is lost for a while */
    HOST_LOST(0.2),
    /** the broker cannot be reached for a while */
    BROKER_AWAY(0.5),
    /** the broker's clock is set */
    CLOCK_SET(0.5),
    /** a partition of the observer goes on in another process, from what was committed */
    OBSERVER_MOVES(1),
    /** the observer stands still */
    OBSERVER_FREEZES(0.5),
    /** the observer writes its clock and does not come to read */
    OBSERVER_LAGS(0.5),
    /** what the observer had read is forgotten, and it begins anew */
    OFFSETS_LOST(0.2),
    /** a relay of beats is away for a while */
    RELAY_AWAY(0.5),
    /** a million records come before the beats that a relay brings */
    BURST(0.5),
    /** a transaction of the decider is aborted, and another process takes over */
    ABORT(1),
    /** somebody wants another number of workers */
    SCALE(0.5),
    /** somebody holds a module, perhaps for a while */
    HOLD(0.5),
    /** somebody releases a module */
    RELEASE(0.5),
    /** the load of the workers rises and falls */
    LOAD_WAVE(0.5);

    final double weight;

    Kind(double weight) {
      this.weight = weight;
    }

    static Kind any(Random random) {
      double all = 0;
      for (Kind kind : values()) {
        all += kind.weight;
      }
      double at = random.nextDouble() * all;
      for (Kind kind : values()) {
        at -= kind.weight;
        if (at < 0) {
          return kind;
        }
      }
      return KILL;
    }
  }

  Random random() {
    return new Random(seed);
  }

  @Override
  public String toString() {
    return "%d: %s at %.1f s".formatted(number, kind, at / 1000.0);
  }
}
