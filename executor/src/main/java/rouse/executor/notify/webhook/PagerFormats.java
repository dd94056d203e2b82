package rouse.executor.notify.webhook;

import static rouse.executor.notify.webhook.WebhookMessage.atMost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import rouse.contracts.event.Json;

/**
 * Bodies of services that keep an alert open until it is resolved, by a key that stays the same.
 */
final class PagerFormats {
  private static final int PAGERDUTY_LONGEST = 1_024;
  private static final int OPSGENIE_TITLE = 130;
  private static final int OPSGENIE_TEXT = 15_000;

  /** Alertmanager ends what is not repeated; ours ends when we say so, or at last after this. */
  private static final Duration ALERTMANAGER_LASTS = Duration.ofDays(7);

  private PagerFormats() {}

  /** Events API v2. */
  static ObjectNode pagerDuty(WebhookMessage m, String routingKey) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("routing_key", routingKey);
    body.put("event_action", m.resolved() ? "resolve" : "trigger");
    body.put("dedup_key", m.group());
    ObjectNode payload = body.putObject("payload");
    payload.put("summary", atMost(PAGERDUTY_LONGEST, m.title()));
    payload.put("source", m.platform());
    payload.put("severity", "critical");
    payload.put("timestamp", m.at().toString());
    payload.put("class", m.kind());
    payload.putObject("custom_details").put("text", m.text());
    body.put("client", "Rouse");
    if (!m.link().isEmpty()) {
      body.putArray("links").addObject().put("href", m.link()).put("text", "the incident");
    }
    return body;
  }

  /** Alert API v2: create, or what goes with the closing of an alias. */
  static ObjectNode opsgenie(WebhookMessage m) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("source", "Rouse");
    if (m.resolved()) {
      return body.put("note", atMost(OPSGENIE_TEXT, m.text()));
    }
    body.put("message", atMost(OPSGENIE_TITLE, m.title()));
    body.put("alias", m.group());
    body.put("description", atMost(OPSGENIE_TEXT, m.text()));
    body.put("entity", m.platform());
    body.putArray("tags").add(m.kind());
    return body;
  }

  /**
   * API v2, {@code POST /api/v2/alerts}; labels are the alert's identity, so its end has them too.
   */
  static JsonNode alertmanager(WebhookMessage m) {
    ArrayNode body = Json.MAPPER.createArrayNode();
    ObjectNode alert = body.addObject();
    alert
        .putObject("labels")
        .put("alertname", "Rouse")
        .put("platform", m.platform())
        .put("group", m.group())
        .put("severity", "critical");
    alert.putObject("annotations").put("summary", m.title()).put("description", m.text());
    alert.put("endsAt", (m.resolved() ? m.at() : m.at().plus(ALERTMANAGER_LASTS)).toString());
    if (!m.link().isEmpty()) {
      alert.put("generatorURL", m.link());
    }
    return body;
  }
}
