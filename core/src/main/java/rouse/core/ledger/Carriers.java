package rouse.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import rouse.contracts.heartbeat.HeartbeatRecord.Mark;

/** Hears whether those who bring beats of others do so, and tells when they had not for a while. */
public final class Carriers {
  private final Routes routes;
  private final Roll roll;
  private final LogClock clock;
  private final Testimony testimony;

  Carriers(Routes routes, Roll roll, LogClock clock, Testimony testimony) {
    this.routes = routes;
    this.roll = roll;
    this.clock = clock;
    this.testimony = testimony;
  }

  /**
   * A beat came.
   *
   * @param name of its route as it came, in UTF-8; null when its sender wrote it
   */
  Route brought(byte[] name, long at, long offset) {
    Route route = routes.of(name);
    if (!route.isDirect()) {
      carried(route, at, offset);
    }
    return route;
  }

  /** A carrier left a mark. */
  void marked(Mark mark, long at, long offset) {
    Route route = routes.known(mark.route());
    if (!route.isDirect()) {
      carried(route, at, offset);
    }
  }

  private void carried(Route route, long at, long offset) {
    long before = route.lastSign();
    long now = clock.advance(at);
    // Where nobody watched the partition itself, that was told.
    boolean known = before != LogClock.NEVER && before >= clock.freshFrom();
    if (route.carried(now) && known && clock.observing()) {
      String cause = "route " + new String(route.name, UTF_8);
      roll.platformsOn(route)
          .forEach(platform -> testimony.blind(platform, before, now, cause, offset));
    }
  }
}
