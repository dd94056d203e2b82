package rouse.core.detection;

/**
 * The routes, besides that of its last beat, on which an instance has beaten lately: its topic has
 * several partitions, or a load balancer stands before several HTTP APIs. A beat of it may be under
 * way on any of them. Most instances have one route and none of these.
 *
 * <p>Immutable. The direct route is never among them: what was written directly has been read when
 * the tick is.
 */
final class OtherRoutes {
  /**
   * An instance that has beaten so often elsewhere does not use the route any more. One that
   * chooses among four at random leaves one out for so long once in ten thousand times.
   */
  static final int UNUSED_AFTER = 32;

  private final Route route;
  private final int beatsSince;
  private final OtherRoutes next;

  private OtherRoutes(Route route, int beatsSince, OtherRoutes next) {
    this.route = route;
    this.beatsSince = beatsSince;
    this.next = next;
  }

  /**
   * After a beat.
   *
   * @param others before it; null: none
   * @param last the route of the beat before
   * @param now the route of this beat
   * @return null when none is left
   */
  static OtherRoutes after(OtherRoutes others, Route last, Route now) {
    OtherRoutes older = older(others, now);
    return last == now || last.isDirect() ? older : new OtherRoutes(last, 1, older);
  }

  private static OtherRoutes older(OtherRoutes others, Route now) {
    if (others == null) {
      return null;
    }
    OtherRoutes rest = older(others.next, now);
    boolean used = others.route != now && others.beatsSince < UNUSED_AFTER;
    return used ? new OtherRoutes(others.route, others.beatsSince + 1, rest) : rest;
  }

  /** Without a route that is gone; null when none is left. */
  static OtherRoutes without(OtherRoutes others, Route gone) {
    if (others == null) {
      return null;
    }
    OtherRoutes rest = without(others.next, gone);
    return others.route == gone ? rest : new OtherRoutes(others.route, others.beatsSince, rest);
  }

  /** As far as silence is judged: the slowest of them all. */
  static long judgedUpTo(OtherRoutes others, long now) {
    long until = now;
    for (OtherRoutes each = others; each != null; each = each.next) {
      until = each.route.isMissing(now) ? until : Math.min(until, each.route.judgedUpTo(now));
    }
    return until;
  }

  /** No timeout of this length began to run before on any of them. */
  static long freshFrom(OtherRoutes others, long now, LogClock clock, int timeoutMs) {
    long from = LogClock.NEVER;
    for (OtherRoutes each = others; each != null; each = each.next) {
      if (!each.route.isMissing(now)) {
        from = Math.max(from, each.route.freshFrom(clock, timeoutMs));
      }
    }
    return from;
  }
}
