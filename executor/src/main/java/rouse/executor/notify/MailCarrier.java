package rouse.executor.notify;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import rouse.contracts.event.Notification;

/** Mail by SMTP. */
final class MailCarrier implements Carrier, AutoCloseable {
  private final MailSettings settings;
  private final RateLimit rate;
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("notify-mail-watchdog").daemon().factory());

  MailCarrier(MailSettings settings) {
    this.settings = settings;
    this.rate = new RateLimit(settings.rate());
    if (settings.trust() != null) {
      // Read now: what is wrong with the file is said at the start and not with the first mail.
      ExtraTrust.socketFactory(settings.trust());
    }
  }

  @Override
  public Line open() {
    return new MailLine(settings, rate, watchdog, null);
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
