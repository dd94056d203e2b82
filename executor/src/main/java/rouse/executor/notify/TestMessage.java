package rouse.executor.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import rouse.contracts.event.Delivery.Outcome;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.notify.mail.MailSettings;
import rouse.executor.notify.mail.SmtpConnection;
import rouse.executor.notify.sms.SmsSender;
import rouse.executor.notify.sms.SmsSettings;
import rouse.executor.notify.template.MessageTemplates;
import rouse.executor.notify.webhook.HttpPost;
import rouse.executor.notify.webhook.WebhookSender;

/** Sends one message for real, past Kafka, and keeps the conversation with the server. */
public final class TestMessage {

  /**
   * What came of it.
   *
   * @param sent the server took it
   * @param detail in words
   * @param conversation every line that was said, without passwords
   */
  public record Result(boolean sent, String detail, String conversation) {}

  private final Settings settings;
  private final MessageTemplates templates;
  private final InstantSource clock;

  /**
   * @throws rouse.contracts.settings.SettingError when a template is wrong
   */
  public TestMessage(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.templates = MessageTemplates.from(settings);
    this.clock = clock;
  }

  /**
   * Sends it and waits for the answer.
   *
   * @param to mail address, phone number, or name of a webhook
   * @throws rouse.contracts.settings.SettingError when the channel is wrongly configured
   */
  public Result send(Channel channel, String to) throws InterruptedException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream conversation = new PrintStream(said, true, UTF_8);
    ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor();
    try (MessageSender.Line line = line(channel, conversation, watchdog)) {
      DeliveryResult answer = line.carry(templates.worded(message(channel, to)), () -> {});
      boolean sent = answer instanceof DeliveryResult.Final end && end.outcome() == Outcome.SENT;
      return new Result(sent, answer.detail(), said.toString(UTF_8));
    } finally {
      watchdog.shutdownNow();
    }
  }

  private MessageSender.Line line(
      Channel channel, PrintStream conversation, ScheduledExecutorService watchdog) {
    HttpPost http =
        new HttpPost(settings.duration(KnownSettings.NOTIFY_HTTP_TIMEOUT), conversation);
    Optional<MessageSender.Line> line =
        switch (channel) {
          case MAIL ->
              MailSettings.from(settings)
                  .map(mail -> new SmtpConnection(mail, new RateLimit(0), watchdog, conversation));
          case SMS -> SmsSettings.from(settings).map(sms -> new SmsSender(sms, http));
          case WEBHOOK -> Optional.of(new WebhookSender(settings, templates, http, clock));
        };
    return line.orElseGet(() -> SenderRegistry.unconfigured(channel).open());
  }

  private Envelope<Notification> message(Channel channel, String to) {
    String id = "test/" + UUID.randomUUID();
    String text = "This is a test of Rouse's notifications. It needs no answer.";
    return Envelope.of(
        id,
        "/test",
        clock.instant(),
        new Notification(id, "rouse", channel, to, "Test of Rouse", text, "test", null, false));
  }
}
