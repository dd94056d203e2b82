package rouse.executor.notify.mail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.SettingError;
import rouse.contracts.settings.Settings;
import rouse.executor.notify.OneLine;

/**
 * How mail goes out.
 *
 * @param user null: the server wants no login
 * @param oauthToken not null: XOAUTH2 instead of the password
 * @param starttls false only when it was switched off by name
 * @param trust PEM file with certificates trusted besides the system's; null for none
 * @param rate mails per second at the most; 0: no limit
 * @param connections at once
 * @param timeout of every step
 */
public record MailSettings(
    String host,
    int port,
    String user,
    String password,
    String oauthToken,
    String from,
    boolean starttls,
    Path trust,
    int rate,
    int connections,
    Duration timeout) {

  /**
   * Empty when no mail server is configured.
   *
   * @throws SettingError when it is only half configured
   */
  public static Optional<MailSettings> from(Settings settings) {
    return settings.optional(KnownSettings.SMTP_HOST).map(host -> read(host, settings));
  }

  private static MailSettings read(String host, Settings settings) {
    String user = settings.optional(KnownSettings.SMTP_USER).orElse(null);
    String password = settings.optional(KnownSettings.SMTP_PASSWORD).orElse(null);
    String token = settings.optional(KnownSettings.SMTP_OAUTH_TOKEN).orElse(null);
    if (user != null && password == null && token == null) {
      throw new SettingError("smtp.user is set: set smtp.password or smtp.oauth-token as well");
    }
    if (user == null && (password != null || token != null)) {
      throw new SettingError("a password for mail is set: set smtp.user as well");
    }
    String from = settings.text(KnownSettings.SMTP_FROM);
    if (!MailAddress.isOne(from)) {
      throw new SettingError("smtp.from must be a mail address, not '" + OneLine.of(from) + "'");
    }
    return new MailSettings(
        host,
        settings.number(KnownSettings.SMTP_PORT),
        user,
        password,
        token,
        from,
        starttls(settings.text(KnownSettings.SMTP_STARTTLS)),
        settings.optional(KnownSettings.SMTP_TRUST).map(Path::of).orElse(null),
        settings.number(KnownSettings.SMTP_RATE),
        Math.max(1, settings.number(KnownSettings.SMTP_CONNECTIONS)),
        settings.duration(KnownSettings.SMTP_TIMEOUT));
  }

  private static boolean starttls(String text) {
    return switch (text) {
      case "required" -> true;
      case "off" -> false;
      default ->
          throw new SettingError("smtp.starttls must be required or off, not '" + text + "'");
    };
  }

  String server() {
    return host + ":" + port;
  }
}
