package rouse.executor.notify.webhook;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import rouse.contracts.settings.SettingError;
import rouse.contracts.text.PlainText;

/**
 * One webhook: {@code name=URL}, or {@code name=preset+URL#key} for a service with a format of its
 * own.
 *
 * @param url without the key
 * @param key the service's key, token or chat, by preset; empty when there is none
 */
record WebhookTarget(String name, WebhookPreset preset, URI url, String key) {

  /**
   * Reads {@code name=URL,name=URL}.
   *
   * @throws SettingError when one is no URL, of a preset that there is not, or lacks its key
   */
  static Map<String, WebhookTarget> read(String text) {
    Map<String, WebhookTarget> targets = new LinkedHashMap<>();
    for (String entry : text.split(",")) {
      if (entry.isBlank()) {
        continue;
      }
      int equals = entry.indexOf('=');
      if (equals < 1) {
        throw new SettingError(
            "webhooks must be name=URL,name=URL, not '"
                + PlainText.oneLine(entry.strip(), 40)
                + "'");
      }
      String name = entry.substring(0, equals).strip();
      targets.put(name, one(name, entry.substring(equals + 1).strip()));
    }
    return targets;
  }

  private static WebhookTarget one(String name, String value) {
    int plus = value.indexOf('+');
    boolean preset = plus > 0 && plus < value.indexOf("://");
    WebhookPreset format =
        preset ? WebhookPreset.named(value.substring(0, plus)) : WebhookPreset.GENERIC;
    String address = preset ? value.substring(plus + 1) : value;
    int hash = address.indexOf('#');
    String key = hash < 0 ? "" : address.substring(hash + 1);
    URI url = WebUrls.parse("webhooks", hash < 0 ? address : address.substring(0, hash));
    if (format.needsKey() && key.isEmpty()) {
      throw new SettingError(
          "webhooks: " + name + " needs " + format.keyMeaning() + " after a # at its URL's end");
    }
    return new WebhookTarget(name, format, url, key);
  }

  /** Never its URL or key: who knows them can send in our name. */
  @Override
  public String toString() {
    return name + " (" + preset + ")";
  }
}
