package rouse.contracts.platform;

/**
 * Which numbers an incarnation can have. Whatever else claims to be one is refused where it comes
 * in.
 */
public final class Incarnations {
  /** The largest that every reader of JSON holds exactly; far from where a long overflows. */
  public static final long HIGHEST = (1L << 53) - 1;

  /**
   * So far may a container be ahead of all that is known: its log may have been lost, and its
   * number must leave room for those that come after.
   */
  public static final long MOST_AHEAD = 1_000_000_000;

  private Incarnations() {}

  public static boolean isPossible(long incarnation) {
    return incarnation >= 0 && incarnation <= HIGHEST;
  }
}
