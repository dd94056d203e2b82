package rouse.http;

/**
 * Whose token came with a call.
 *
 * @param name as the file of tokens has it
 */
public record Caller(String name, Role role) {
  /** Name of the request's attribute that holds the caller's name; there is none without one. */
  public static final String ATTRIBUTE = "rouse.caller";

  /** What a token is good for. */
  public enum Role {
    /** may look */
    VIEWER,
    /** may look and change */
    OPERATOR
  }
}
