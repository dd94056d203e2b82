package rouse.core.state;

/** Why incidents are opened; the words of {@code IncidentOpened.cause}. */
public final class Causes {
  public static final String SILENT = "silent";
  public static final String DIED = "died";
  public static final String UNHEALTHY = "unhealthy";
  public static final String REPORTED = "reported";

  /** A first start failed. */
  public static final String START = "start";

  /** A replacement that an operator wished failed. */
  public static final String RESTART = "restart";

  /** A replacement with a changed definition failed. */
  public static final String CHANGED = "changed";

  private Causes() {}
}
