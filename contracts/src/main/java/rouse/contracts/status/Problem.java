package rouse.contracts.status;

/**
 * RFC 9457 problem details, as {@code application/problem+json}.
 *
 * @param type URI reference of the kind of problem
 * @param title the same for all problems of the type
 * @param detail what happened and what to do next
 */
public record Problem(String type, String title, int status, String detail) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(int status, String title, String detail) {
    return new Problem("about:blank", title, status, detail);
  }
}
