package rouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Refusals as text: the status and the reason. */
public final class PlainRefusals implements ErrorFormat {
  @Override
  public String contentType() {
    return "text/plain";
  }

  @Override
  public byte[] body(Refusal refusal) {
    return (refusal.status() + ": " + refusal.reason()).getBytes(UTF_8);
  }
}
