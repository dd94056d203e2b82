package rouse.core.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import rouse.contracts.heartbeat.HeartbeatRecord.Mark;

/** Hears whether those who bring beats of others do so, and tells when they had not for a while. */
public final class RelayMonitor {
  private final Routes routes;
  private final InstanceRegistry roll;
  private final LogClock clock;
  private final TransitionFacts testimony;

  RelayMonitor(Routes routes, InstanceRegistry roll, LogClock clock, TransitionFacts testimony) {
    this.routes = routes;
    this.roll = roll;
    this.clock = clock;
    this.testimony = testimony;
  }

  /**
   * A beat came. That its carrier brings something does not show that it brought all: only a mark
   * moves the clock of the route.
   *
   * @param name of its route as it came, in UTF-8; null when its sender wrote it
   */
  Route brought(byte[] name, long at) {
    Route route = routes.of(name);
    if (!route.isDirect()) {
      route.shows(clock.advance(at));
    }
    return route;
  }

  /** A carrier left a mark. */
  void marked(Mark mark, long at, long offset) {
    Route route = routes.known(mark.route());
    if (route.isDirect()) {
      return;
    }
    long before = route.upTo();
    // A blind partition has reported its own blindness.
    boolean known = before != LogClock.NEVER && before >= clock.freshFrom();
    if (route.marked(mark, clock.advance(at)) && known && clock.observing()) {
      long to = Math.max(before, route.freshFrom());
      String cause = "route " + new String(route.name, UTF_8);
      roll.platformsOn(route)
          .forEach(platform -> testimony.blind(platform, before, to, cause, offset));
    }
  }
}
