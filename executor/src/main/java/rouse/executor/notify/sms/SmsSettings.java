package rouse.executor.notify.sms;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.executor.notify.template.Template;
import rouse.executor.notify.webhook.WebUrls;

/**
 * How SMS go out.
 *
 * @param user null: the gateway wants no login
 * @param from sender; null: the gateway's own
 * @param template JSON body; null: form fields as Twilio has them
 * @param country calling code for numbers that have none
 * @param maxParts a longer text is cut
 * @param idempotent the gateway honours the {@code Idempotency-Key}, so a doubtful one can be
 *     repeated
 */
public record SmsSettings(
    URI url,
    String user,
    String password,
    String from,
    Template template,
    Optional<String> country,
    int maxParts,
    boolean idempotent) {

  /**
   * Empty when no gateway is configured.
   *
   * @throws SettingError when it is wrongly configured
   */
  public static Optional<SmsSettings> from(Settings settings) {
    return settings.optional(KnownSettings.SMS_URL).map(url -> read(url, settings));
  }

  private static SmsSettings read(String url, Settings settings) {
    String style = settings.text(KnownSettings.SMS_STYLE);
    String from = settings.optional(KnownSettings.SMS_FROM).orElse(null);
    Template template =
        switch (style) {
          case "twilio" -> null;
          case "json" ->
              Template.json(
                  "sms.template",
                  settings.text(KnownSettings.SMS_TEMPLATE),
                  Set.of("to", "text", "from", "id"));
          default ->
              throw new SettingError("sms.style must be twilio or json, not '" + style + "'");
        };
    if (template == null && from == null) {
      throw new SettingError("sms.from is not set: the number or service that SMS come from");
    }
    Optional<String> country =
        settings.optional(KnownSettings.SMS_COUNTRY).map(c -> c.replaceFirst("^(\\+|00)", ""));
    if (country.filter(c -> !c.matches("[1-9][0-9]{0,2}")).isPresent()) {
      throw new SettingError("sms.country must be a calling code such as 44, not " + country.get());
    }
    return new SmsSettings(
        WebUrls.parse("sms.url", url),
        settings.optional(KnownSettings.SMS_USER).orElse(null),
        settings.optional(KnownSettings.SMS_PASSWORD).orElse(""),
        from,
        template,
        country,
        Math.max(1, settings.number(KnownSettings.SMS_MAX_PARTS)),
        settings.isOn(KnownSettings.SMS_IDEMPOTENT));
  }
}
