package rouse.contracts.status;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be the matter with a request. Programs can rely on the type; the words of a detail may
 * change.
 */
public enum ProblemType {
  BAD_REQUEST(400, "Bad request", "Mend what the detail names; /openapi.json says what is taken."),
  UNAUTHORIZED(401, "No token", "Send Authorization: Bearer with a token of this server."),
  FORBIDDEN(
      403,
      "Not allowed",
      "Use a token of an operator, an address of this server's own, and no page of another site."),
  NOT_FOUND(404, "Not found", "Ask for the list that the detail names."),
  METHOD_NOT_ALLOWED(405, "Method not allowed", "/openapi.json says which method is."),
  BODY_LATE(408, "Body too late", "Send the whole body at once."),
  CONFLICT(409, "Conflict", "Look at the state that the detail names, and ask for what it allows."),
  TOO_LARGE(413, "Too large", "Send a smaller body."),
  TOO_MANY(429, "Too many requests", "Wait for as long as Retry-After says."),
  INTERNAL(500, "Internal error", "This is a defect of Rouse: please report it with its log."),
  NOT_READY(
      503, "Not ready", "Ask again when Retry-After has passed; /readyz says what is awaited.");

  private static final String PATH = "/problems/";
  private final int status;
  private final String title;
  private final String remedy;

  ProblemType(int status, String title, String remedy) {
    this.status = status;
    this.title = title;
    this.remedy = remedy;
  }

  /** The type of an error's status; of one that has none, a bad request or a defect. */
  public static ProblemType of(int status) {
    return Arrays.stream(values())
        .filter(type -> type.status == status)
        .findFirst()
        .orElse(status / 100 == 5 ? INTERNAL : BAD_REQUEST);
  }

  /** By the last part of its URI. */
  public static Optional<ProblemType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.uri().equals(PATH + name)).findFirst();
  }

  public static List<ProblemType> all() {
    return List.of(values());
  }

  /** Where a server describes it. */
  public String uri() {
    return PATH + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public String remedy() {
    return remedy;
  }
}
