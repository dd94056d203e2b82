package rouse.executor.command;

/** A command that this executor cannot carry out; the message says why and what to do. */
final class WorkRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WorkRefused(String message) {
    super(message);
  }
}
