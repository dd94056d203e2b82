package rouse.executor.notify.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Json;
import rouse.contracts.event.Notification;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.executor.notify.DeliveryResult;
import rouse.executor.notify.MessageSender;
import rouse.executor.notify.mail.MessageIds;

/**
 * JSON to a chat tool or a pager, signed when there is a secret. A receiver recognises a repeat by
 * {@code id}, so a doubtful one is repeated.
 */
public final class WebhookSender implements MessageSender, MessageSender.Line {
  private final Map<String, URI> urls;
  private final String secret;
  private final HttpPost http;
  private final InstantSource clock;

  public WebhookSender(Settings settings, HttpPost http, InstantSource clock) {
    this.urls = urlsOf(settings.optional(KnownSettings.WEBHOOKS).orElse(""));
    this.secret = settings.optional(KnownSettings.WEBHOOK_SECRET).orElse(null);
    this.http = http;
    this.clock = clock;
  }

  /** {@code name=URL,name=URL}. */
  private static Map<String, URI> urlsOf(String text) {
    Map<String, URI> urls = new LinkedHashMap<>();
    for (String entry : text.split(",")) {
      if (entry.isBlank()) {
        continue;
      }
      int equals = entry.indexOf('=');
      if (equals < 1) {
        throw new SettingError("webhooks must be name=URL,name=URL, not '" + entry.strip() + "'");
      }
      urls.put(
          entry.substring(0, equals).strip(),
          WebUrls.parse("webhooks", entry.substring(equals + 1)));
    }
    return urls;
  }

  @Override
  public Line open() {
    return this;
  }

  @Override
  public String gatewayOf(Notification notification) {
    URI url = urls.get(notification.recipient());
    return url == null ? "" : url.getAuthority();
  }

  @Override
  public DeliveryResult carry(Envelope<Notification> message, Runnable beforeItCounts)
      throws InterruptedException {
    URI url = urls.get(message.body().recipient());
    if (url == null) {
      return DeliveryResult.notSent("no webhook of this name configured, set webhooks=name=URL");
    }
    String body = bodyOf(message);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("X-Rouse-Id", MessageIds.of(message.id()))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (secret != null) {
      request.header(WebhookSignature.HEADER, WebhookSignature.of(secret, clock.instant(), body));
    }
    beforeItCounts.run();
    return judge(http.post(request.build()));
  }

  /** 2xx is taken; what is wrong with the request stays wrong; everything else may pass. */
  static DeliveryResult judge(HttpPost.Result result) {
    if (!result.answered()) {
      return new DeliveryResult.Later(result.words(), result.hung());
    }
    return switch (result.status()) {
      case 400, 404, 405, 410, 413, 415, 422 ->
          DeliveryResult.refused("refused: " + result.words());
      default ->
          result.status() / 100 == 2
              ? DeliveryResult.sent("taken: " + result.words())
              : new DeliveryResult.Later("not taken now: " + result.words(), false);
    };
  }

  private static String bodyOf(Envelope<Notification> message) {
    Notification n = message.body();
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("id", n.notificationId());
    body.put("platform", n.platform());
    body.put("kind", n.kind());
    body.put("resolved", n.resolved());
    body.put("subject", n.subject());
    body.put("text", n.text());
    body.put("at", message.time().toString());
    return body.toString();
  }

  @Override
  public void close() {}
}
