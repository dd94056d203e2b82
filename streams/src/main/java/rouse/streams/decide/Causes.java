package rouse.streams.decide;

/** Why incidents are opened; the words of {@code IncidentOpened.cause}. */
final class Causes {
  static final String SILENT = "silent";
  static final String DIED = "died";
  static final String UNHEALTHY = "unhealthy";
  static final String REPORTED = "reported";

  /** A first start failed. */
  static final String START = "start";

  /** A replacement that an operator wished failed. */
  static final String RESTART = "restart";

  /** A replacement with a changed definition failed. */
  static final String CHANGED = "changed";

  private Causes() {}
}
