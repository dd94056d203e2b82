package rouse.executor.notify.webhook;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import rouse.contracts.settings.SettingError;

/** The services whose format is known. */
enum WebhookPreset {
  /** JSON of our own, signed. */
  GENERIC(""),
  SLACK(""),
  DISCORD(""),
  TELEGRAM("the chat's id"),
  TEAMS(""),
  NTFY(""),
  GOTIFY("the application's token"),
  PAGERDUTY("the routing key"),
  OPSGENIE("the API key"),
  ALERTMANAGER(""),
  APPRISE("");

  private final String keyMeaning;

  /**
   * @param keyMeaning what its key is; empty: it needs none
   */
  WebhookPreset(String keyMeaning) {
    this.keyMeaning = keyMeaning;
  }

  boolean needsKey() {
    return !keyMeaning.isEmpty();
  }

  String keyMeaning() {
    return keyMeaning;
  }

  /**
   * By its name in a URL.
   *
   * @throws SettingError when there is none of this name
   */
  static WebhookPreset named(String name) {
    return Arrays.stream(values())
        .filter(p -> p.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingError(
                    "webhooks knows "
                        + Arrays.stream(values())
                            .map(WebhookPreset::toString)
                            .collect(Collectors.joining(", "))
                        + ", not "
                        + name));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
