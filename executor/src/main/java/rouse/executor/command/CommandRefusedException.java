package rouse.executor.command;

/** A command that this executor cannot carry out; the message says why and what to do. */
public final class CommandRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandRefusedException(String message) {
    super(message);
  }
}
