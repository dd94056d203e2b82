package rouse.executor.notify.webhook;

import java.net.http.HttpRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.notify.DeliveryResult;
import rouse.executor.notify.MessageSender;
import rouse.executor.notify.mail.MessageIds;
import rouse.executor.notify.template.MessageTemplates;

/**
 * JSON to a chat tool or a pager, in its own format or in ours, which is signed when there is a
 * secret. A receiver recognises a repeat by {@code id}, so a doubtful one is repeated.
 */
public final class WebhookSender implements MessageSender, MessageSender.Line {
  private final Map<String, WebhookTarget> targets;
  private final MessageTemplates templates;
  private final String secret;
  private final HttpPost http;
  private final InstantSource clock;

  /**
   * @throws rouse.contracts.settings.SettingError when a webhook is wrongly configured
   */
  public WebhookSender(
      Settings settings, MessageTemplates templates, HttpPost http, InstantSource clock) {
    this.targets = WebhookTarget.read(settings.optional(KnownSettings.WEBHOOKS).orElse(""));
    this.templates = templates;
    this.secret = settings.optional(KnownSettings.WEBHOOK_SECRET).orElse(null);
    this.http = http;
    this.clock = clock;
  }

  /** {@code webhook:<name>} of each webhook that is configured. */
  public static List<String> namesOf(Settings settings) {
    return WebhookTarget.read(settings.optional(KnownSettings.WEBHOOKS).orElse(""))
        .keySet()
        .stream()
        .map(name -> "webhook:" + name)
        .toList();
  }

  @Override
  public Line open() {
    return this;
  }

  @Override
  public String gatewayOf(Notification notification) {
    WebhookTarget target = targets.get(notification.recipient());
    return target == null ? "" : target.url().getAuthority();
  }

  @Override
  public DeliveryResult carry(Envelope<Notification> message, Runnable beforeItCounts)
      throws InterruptedException {
    WebhookTarget target = targets.get(message.body().recipient());
    if (target == null) {
      return DeliveryResult.notSent("no webhook of this name configured, set webhooks=name=URL");
    }
    WebhookRequest what =
        templates
            .body(message)
            .map(body -> WebhookRequest.plain(target, body))
            .orElseGet(
                () ->
                    WebhookRequest.of(target, WebhookMessage.of(message, templates.link(message))));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(what.url())
            .header("Content-Type", "application/json")
            .header("X-Rouse-Id", MessageIds.of(message.id()))
            .POST(HttpRequest.BodyPublishers.ofString(what.body()));
    what.headers().forEach(request::header);
    if (secret != null && target.preset() == WebhookPreset.GENERIC) {
      request.header(
          WebhookSignature.HEADER, WebhookSignature.of(secret, clock.instant(), what.body()));
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

  @Override
  public void close() {}
}
