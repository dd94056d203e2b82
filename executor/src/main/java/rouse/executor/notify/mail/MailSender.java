package rouse.executor.notify.mail;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import rouse.contracts.event.Notification;
import rouse.executor.notify.MessageSender;
import rouse.executor.notify.RateLimit;

/** Mail by SMTP. */
public final class MailSender implements MessageSender, AutoCloseable {
  private final MailSettings settings;
  private final RateLimit rate;
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("notify-mail-watchdog").daemon().factory());

  public MailSender(MailSettings settings) {
    this.settings = settings;
    this.rate = new RateLimit(settings.rate());
    if (settings.trust() != null) {
      // Read now: what is wrong with the file is said at the start and not with the first mail.
      ExtraTrust.socketFactory(settings.trust());
    }
  }

  @Override
  public Line open() {
    return new SmtpConnection(settings, rate, watchdog, null);
  }

  @Override
  public String gatewayOf(Notification notification) {
    return MailAddress.domainOf(notification.recipient());
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }
}
