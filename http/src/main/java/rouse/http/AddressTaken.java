package rouse.http;

/** A server cannot have its address; the message says which, and what to set. */
public final class AddressTaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AddressTaken(String message, Throwable cause) {
    super(message, cause);
  }
}
