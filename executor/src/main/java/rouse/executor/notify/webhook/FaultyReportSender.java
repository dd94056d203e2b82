package rouse.executor.notify.webhook;

import java.net.URI;
import java.net.http.HttpRequest;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Json;
import rouse.contracts.event.Notification;
import rouse.executor.notify.DeliveryResult;
import rouse.executor.notify.MessageSender;

/** Tells an external fault-tolerance service which module is faulty, with the original body. */
public final class FaultyReportSender implements MessageSender, MessageSender.Line {
  private final URI url;
  private final HttpPost http;

  public FaultyReportSender(URI url, HttpPost http) {
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
  public DeliveryResult carry(Envelope<Notification> message, Runnable beforeItCounts)
      throws InterruptedException {
    String body =
        Json.MAPPER.createObjectNode().put("module_name", message.body().text()).toString();
    beforeItCounts.run();
    return WebhookSender.judge(
        http.post(
            HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
  }

  @Override
  public void close() {}
}
