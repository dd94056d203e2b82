package rouse.executor.docker.engine;

/** An engine call did not do what it should; the message is one line for an operator. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Kind kind;

  /** What callers tell apart. */
  public enum Kind {
    /** nothing listens, or the connection broke */
    UNREACHABLE,
    /** the socket may not be opened */
    NO_RIGHTS,
    /** no answer in time; whether it was done is unknown */
    DEADLINE,
    /** no such container, network or volume */
    NOT_FOUND,
    /** the container's image is not there */
    NO_IMAGE,
    /** the name is taken, or the state forbids it */
    CONFLICT,
    /** a published port is in use */
    PORT_TAKEN,
    /** the engine does not speak a version of the API that we do */
    VERSION,
    /** anything else; the engine's own words */
    REFUSED
  }

  public EngineException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether a network that it needs is not there. */
  public boolean isNoNetwork() {
    return kind == Kind.NOT_FOUND && getMessage().contains("network ");
  }
}
