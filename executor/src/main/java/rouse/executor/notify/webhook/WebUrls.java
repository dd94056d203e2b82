package rouse.executor.notify.webhook;

import java.net.URI;
import rouse.contracts.settings.SettingError;
import rouse.executor.notify.OneLine;

/** URLs in settings. */
public final class WebUrls {
  private WebUrls() {}

  /**
   * @throws SettingError when it is not an http or https URL with a host
   */
  public static URI parse(String setting, String text) {
    try {
      URI url = URI.create(text.strip());
      String scheme = String.valueOf(url.getScheme());
      if (url.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw new SettingError(setting + " is not a URL: " + OneLine.of(e.getMessage()));
    }
    throw new SettingError(setting + " must be http://host… or https://host…, not '" + text + "'");
  }
}
