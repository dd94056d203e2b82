package rouse.executor.notify;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.notify.mail.MailSender;
import rouse.executor.notify.mail.MailSettings;
import rouse.executor.notify.sms.SmsSender;
import rouse.executor.notify.sms.SmsSettings;
import rouse.executor.notify.template.MessageTemplates;
import rouse.executor.notify.webhook.FaultyReportSender;
import rouse.executor.notify.webhook.HttpPost;
import rouse.executor.notify.webhook.WebhookSender;

/** The ways out that are configured; the others say so. */
final class SenderRegistry implements AutoCloseable {
  private static final int WORKERS = 4;
  private final Map<Channel, Way> ways = new EnumMap<>(Channel.class);
  private final Duration httpTimeout;
  private final Optional<MailSender> mail;
  private final Set<String> names = new TreeSet<>();

  /**
   * One way.
   *
   * @param workers messages under way at once
   */
  record Way(MessageSender carrier, int workers) {}

  private SenderRegistry(Settings settings, MessageTemplates templates, InstantSource clock) {
    httpTimeout = settings.duration(KnownSettings.NOTIFY_HTTP_TIMEOUT);
    names.addAll(WebhookSender.namesOf(settings));
    SmsSettings.from(settings).ifPresent(sms -> names.add("sms"));
    Optional<MailSettings> mailSettings = MailSettings.from(settings);
    mail = mailSettings.map(MailSender::new);
    mail.ifPresent(configured -> names.add("mail"));
    ways.put(
        Channel.MAIL,
        mail.map(carrier -> new Way(carrier, mailSettings.orElseThrow().connections()))
            .orElseGet(() -> none(Channel.MAIL)));
    ways.put(
        Channel.SMS,
        SmsSettings.from(settings)
            .map(sms -> new Way(new SmsSender(sms, new HttpPost(httpTimeout, null)), WORKERS))
            .orElseGet(() -> none(Channel.SMS)));
    ways.put(
        Channel.WEBHOOK,
        settings.optional(KnownSettings.WEBHOOKS).isPresent()
            ? new Way(
                new WebhookSender(settings, templates, new HttpPost(httpTimeout, null), clock),
                WORKERS)
            : none(Channel.WEBHOOK));
  }

  static SenderRegistry from(Settings settings, MessageTemplates templates, InstantSource clock) {
    return new SenderRegistry(settings, templates, clock);
  }

  private static Way none(Channel channel) {
    return new Way(unconfigured(channel), 1);
  }

  /** Says that a channel is not configured, and which setting would. */
  static UnconfiguredSender unconfigured(Channel channel) {
    return new UnconfiguredSender(
        switch (channel) {
          case MAIL -> "no mail server configured, set smtp.host";
          case SMS -> "no SMS gateway configured, set sms.url";
          case WEBHOOK -> "no webhooks configured, set webhooks=name=URL";
        });
  }

  /** The ways that are configured: {@code mail}, {@code sms}, {@code webhook:<name>}. */
  Set<String> names() {
    return names;
  }

  Map<Channel, Way> all() {
    return ways;
  }

  MessageSender faulty(URI url) {
    return new FaultyReportSender(url, new HttpPost(httpTimeout, null));
  }

  @Override
  public void close() {
    mail.ifPresent(MailSender::close);
  }
}
