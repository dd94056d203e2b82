package rouse.executor.notify;

import java.net.URI;
import java.net.http.HttpRequest;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Json;
import rouse.contracts.event.Notification;

/** Tells an external fault-tolerance service which module is faulty, with the original body. */
final class FaultyCarrier implements Carrier, Carrier.Line {
  private final URI url;
  private final Http http;

  FaultyCarrier(URI url, Http http) {
    this.url = url;
    this.http = http;
  }

  @Override
  public Line open() {
    return this;
  }

  @Override
  public String gatewayOf(Notification notification) {
    return url.getAuthority();
  }

  /** The message's text is the module's name. */
  @Override
  public Answer carry(Envelope<Notification> message, Runnable beforeItCounts)
      throws InterruptedException {
    String body =
        Json.MAPPER.createObjectNode().put("module_name", message.body().text()).toString();
    beforeItCounts.run();
    return WebhookCarrier.judge(
        http.post(
            HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
  }

  @Override
  public void close() {}
}
