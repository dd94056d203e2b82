package rouse.executor.http;

/** The API cannot listen; the message is one line for an operator. */
public final class HttpStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HttpStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
