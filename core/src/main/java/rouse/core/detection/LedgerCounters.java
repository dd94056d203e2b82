package rouse.core.detection;

/**
 * What the ledger counted. One thread writes; the volatile fields, written with every tick, make
 * all that was written before a tick visible to a thread that reads them first.
 */
public final class LedgerCounters {
  long beats;
  long repeats;
  long outdated;
  long early;
  long strangers;

  private volatile long newestTick = LogClock.NEVER;
  private volatile ObserverState state = ObserverState.RESTORING;

  void tick(long at, LogClock.Reading reading) {
    state =
        switch (reading) {
          case CATCHING_UP -> ObserverState.RESTORING;
          case STEADY -> ObserverState.WATCHING;
          case RESTART, GAP, CLOCK_BACK -> ObserverState.BLIND;
        };
    newestTick = at;
  }

  void loseSight() {
    if (state == ObserverState.WATCHING) {
      state = ObserverState.BLIND;
    }
  }

  long newestTick() {
    return newestTick;
  }

  ObserverState state() {
    return state;
  }
}
