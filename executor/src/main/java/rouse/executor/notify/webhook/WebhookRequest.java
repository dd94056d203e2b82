package rouse.executor.notify.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import rouse.contracts.event.Json;

/**
 * What is posted, where, with which headers.
 *
 * @param headers besides the content type
 */
record WebhookRequest(URI url, Map<String, String> headers, String body) {

  static WebhookRequest of(WebhookTarget target, WebhookMessage m) {
    return switch (target.preset()) {
      case GENERIC -> plain(target, generic(m).toString());
      case SLACK -> plain(target, ChatFormats.slack(m).toString());
      case DISCORD -> plain(target, ChatFormats.discord(m).toString());
      case TELEGRAM -> plain(target, ChatFormats.telegram(m, target.key()).toString());
      case TEAMS -> plain(target, ChatFormats.teams(m).toString());
      case NTFY -> ntfy(target, m);
      case GOTIFY -> with(target, "X-Gotify-Key", target.key(), ChatFormats.gotify(m).toString());
      case PAGERDUTY -> plain(target, PagerFormats.pagerDuty(m, target.key()).toString());
      case OPSGENIE -> opsgenie(target, m);
      case ALERTMANAGER -> plain(target, PagerFormats.alertmanager(m).toString());
      case APPRISE -> plain(target, ChatFormats.apprise(m).toString());
    };
  }

  static WebhookRequest plain(WebhookTarget target, String body) {
    return new WebhookRequest(target.url(), Map.of(), body);
  }

  private static WebhookRequest with(
      WebhookTarget target, String header, String value, String body) {
    return new WebhookRequest(target.url(), Map.of(header, value), body);
  }

  private static ObjectNode generic(WebhookMessage m) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("id", m.id());
    body.put("platform", m.platform());
    body.put("kind", m.kind());
    body.put("resolved", m.resolved());
    body.put("subject", m.title());
    body.put("text", m.text());
    body.put("at", m.at().toString());
    if (!m.link().isEmpty()) {
      body.put("link", m.link());
    }
    return body;
  }

  private static WebhookRequest ntfy(WebhookTarget target, WebhookMessage m) {
    String path = target.url().getPath().replaceFirst("/+$", "");
    int slash = path.lastIndexOf('/');
    String topic = path.substring(slash + 1);
    URI root = target.url().resolve(path.substring(0, Math.max(0, slash)) + "/");
    Map<String, String> login =
        target.key().isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + target.key());
    return new WebhookRequest(root, login, ChatFormats.ntfy(m, topic).toString());
  }

  private static WebhookRequest opsgenie(WebhookTarget target, WebhookMessage m) {
    URI url =
        m.resolved()
            ? URI.create(
                target.url().toString().replaceFirst("/+$", "")
                    + "/"
                    + URLEncoder.encode(m.group(), UTF_8)
                    + "/close?identifierType=alias")
            : target.url();
    return new WebhookRequest(
        url,
        Map.of("Authorization", "GenieKey " + target.key()),
        PagerFormats.opsgenie(m).toString());
  }
}
