package rouse.executor.notify.mail;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.settings.Settings;
import rouse.executor.notify.DeliveryResult;
import rouse.executor.notify.RateLimit;

/** Tries whether the mail server takes our login, and sends nothing. */
public final class MailProbe {
  /**
   * What it said.
   *
   * @param works it would take a mail now
   * @param detail in words
   */
  public record Result(boolean works, String detail) {}

  private MailProbe() {}

  /**
   * @throws rouse.contracts.settings.SettingError when mail is only half configured
   */
  public static Result login(Settings settings) {
    MailSettings mail =
        MailSettings.from(settings)
            .orElseThrow(() -> new IllegalArgumentException("no mail server is configured"));
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor();
    try (SmtpConnection connection = new SmtpConnection(mail, new RateLimit(0), watchdog, silent)) {
      DeliveryResult answer = connection.login();
      boolean works = answer instanceof DeliveryResult.Final end && end.outcome() == Outcome.SENT;
      return new Result(works, answer.detail());
    } finally {
      watchdog.shutdownNow();
    }
  }
}
