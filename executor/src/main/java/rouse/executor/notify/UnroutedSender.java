package rouse.executor.notify;

import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;

/** For what no executor of its platform can send: says what none of them has. */
final class UnroutedSender implements MessageSender, MessageSender.Line {

  @Override
  public Line open() {
    return this;
  }

  @Override
  public DeliveryResult carry(Envelope<Notification> message, Runnable beforeItCounts) {
    Notification n = message.body();
    String reason =
        n.channel() == Channel.WEBHOOK
            ? "no webhook of this name configured, set webhooks=name=URL"
            : SenderRegistry.unconfigured(n.channel()).reason();
    return DeliveryResult.notSent(reason);
  }

  @Override
  public String gatewayOf(Notification notification) {
    return "";
  }

  @Override
  public void close() {}
}
