package rouse.core.state.recovery;

import java.util.Set;

/** Why incidents are opened; the words of {@code IncidentOpened.cause}. */
public final class IncidentCauses {
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

  private static final Set<String> WISHES = Set.of(START, RESTART, CHANGED);

  private IncidentCauses() {}

  /** Causes of incidents whose first attempt went out before anything had failed. */
  public static Set<String> ofWishes() {
    return WISHES;
  }
}
