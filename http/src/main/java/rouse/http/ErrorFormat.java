package rouse.http;

/** How an API words what it does not serve. */
public interface ErrorFormat {
  String contentType();

  byte[] body(Refusal refusal);
}
