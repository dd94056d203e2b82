package rouse.executor.notify.template;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;

/** What a template can name. */
public final class MessageFields {
  /**
   * {@code platform} and {@code kind} of the alert, {@code state} (raised, resolved), {@code title}
   * and {@code text} as Rouse words them, {@code at} (UTC), {@code id}, the same for a repeat,
   * {@code incident} and {@code link} to it, both empty when there is none.
   */
  static final Set<String> NAMES =
      Set.of("platform", "kind", "state", "title", "text", "at", "id", "incident", "link");

  private MessageFields() {}

  /**
   * The values of a message.
   *
   * @param site base URL of the status page; empty: no links
   */
  static Map<String, String> of(Envelope<Notification> message, String site) {
    Notification n = message.body();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("platform", n.platform());
    values.put("kind", n.kind());
    values.put("state", n.resolved() ? "resolved" : "raised");
    values.put("title", n.subject() == null ? "" : n.subject());
    values.put("text", n.text());
    values.put("at", message.time().toString());
    values.put("id", n.notificationId());
    values.put(
        "incident", isAlert(n) && message.correlationId() != null ? message.correlationId() : "");
    values.put("link", link(n, values.get("incident"), site));
    return values;
  }

  /** What others ask to be sent is sent as they wrote it. */
  static boolean isAlert(Notification notification) {
    return !notification.kind().equals("action");
  }

  private static String link(Notification n, String incident, String site) {
    if (site.isEmpty() || !isAlert(n)) {
      return "";
    }
    String page = site + "/#" + n.platform();
    return incident.isEmpty() ? page : page + "/incident/" + incident;
  }
}
