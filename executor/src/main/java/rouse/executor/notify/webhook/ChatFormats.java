package rouse.executor.notify.webhook;

import static rouse.executor.notify.webhook.WebhookMessage.atMost;

import com.fasterxml.jackson.databind.node.ObjectNode;
import rouse.contracts.event.Json;

/** Bodies of services that show a message to people. Each has its own limit of length. */
final class ChatFormats {
  private static final int DISCORD_LONGEST = 2_000;
  private static final int TELEGRAM_LONGEST = 4_096;
  private static final int NTFY_LONGEST = 4_000;
  private static final int NTFY_HIGH = 4;
  private static final int NTFY_DEFAULT = 3;
  private static final int GOTIFY_HIGH = 8;
  private static final int GOTIFY_DEFAULT = 4;

  private ChatFormats() {}

  /** Incoming webhook; https://docs.slack.dev/messaging/formatting-message-text: three escapes. */
  static ObjectNode slack(WebhookMessage m) {
    String text = "*" + escaped(m.markedTitle()) + "*\n" + escaped(m.text());
    return Json.MAPPER.createObjectNode().put("text", text);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Execute Webhook; nobody is mentioned, whatever a container's name is. */
  static ObjectNode discord(WebhookMessage m) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("content", atMost(DISCORD_LONGEST, "**" + m.markedTitle() + "**\n" + m.text()));
    body.putObject("allowed_mentions").putArray("parse");
    return body;
  }

  /** Bot API, {@code sendMessage}, as plain text: nothing in it is markup. */
  static ObjectNode telegram(WebhookMessage m, String chat) {
    return Json.MAPPER
        .createObjectNode()
        .put("chat_id", chat)
        .put("text", atMost(TELEGRAM_LONGEST, m.markedTitle() + "\n" + m.text()));
  }

  /** A Workflows webhook of Microsoft Teams takes a message with an adaptive card. */
  static ObjectNode teams(WebhookMessage m) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("type", "message");
    ObjectNode card =
        body.putArray("attachments")
            .addObject()
            .put("contentType", "application/vnd.microsoft.card.adaptive")
            .putObject("content")
            .put("type", "AdaptiveCard")
            .put("version", "1.4");
    var blocks = card.putArray("body");
    blocks
        .addObject()
        .put("type", "TextBlock")
        .put("weight", "Bolder")
        .put("wrap", true)
        .put("color", m.resolved() ? "Good" : "Attention")
        .put("text", m.title());
    blocks.addObject().put("type", "TextBlock").put("wrap", true).put("text", m.text());
    if (!m.link().isEmpty()) {
      card.putArray("actions")
          .addObject()
          .put("type", "Action.OpenUrl")
          .put("title", "Open")
          .put("url", m.link());
    }
    return body;
  }

  /** Publishing as JSON, at the server's root; the topic is the last part of the URL. */
  static ObjectNode ntfy(WebhookMessage m, String topic) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("topic", topic);
    body.put("title", m.title());
    body.put("message", atMost(NTFY_LONGEST, m.text()));
    body.put("priority", m.resolved() ? NTFY_DEFAULT : NTFY_HIGH);
    body.putArray("tags").add(m.resolved() ? "white_check_mark" : "rotating_light");
    if (!m.link().isEmpty()) {
      body.put("click", m.link());
    }
    return body;
  }

  static ObjectNode gotify(WebhookMessage m) {
    return Json.MAPPER
        .createObjectNode()
        .put("title", m.title())
        .put("message", m.text())
        .put("priority", m.resolved() ? GOTIFY_DEFAULT : GOTIFY_HIGH);
  }

  /** An Apprise API server, which passes it on to what it knows. */
  static ObjectNode apprise(WebhookMessage m) {
    return Json.MAPPER
        .createObjectNode()
        .put("title", m.title())
        .put("body", m.text())
        .put("type", m.resolved() ? "success" : "failure")
        .put("format", "text");
  }
}
