package rouse.executor.notify;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.settings.Settings;
import rouse.contracts.settings.SettingsReader;

/** Messages and settings for tests. */
public final class Messages {
  public static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private Messages() {}

  public static Envelope<Notification> to(String recipient, String subject, String text) {
    return to("r-1/" + recipient, recipient, subject, text);
  }

  public static Envelope<Notification> to(
      String id, String recipient, String subject, String text) {
    return Envelope.of(
            id,
            "/action",
            NOON,
            new Notification(
                id, "ias", Channel.of(recipient), recipient, subject, text, "action", null, false))
        .correlatedWith("r-1");
  }

  public static Settings settings(String... namesAndValues) {
    Map<String, String> flags = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      flags.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return SettingsReader.read(flags, Map.of(), Map.of(), path -> "");
  }
}
