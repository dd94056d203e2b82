package rouse.executor.notify;

import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;

/**
 * A channel that is not configured: says so, and never pretends.
 *
 * @param reason what is not configured, and the setting that would
 */
record UnconfiguredSender(String reason) implements MessageSender {

  @Override
  public Line open() {
    return new Line() {
      @Override
      public DeliveryResult carry(Envelope<Notification> message, Runnable beforeItCounts) {
        return DeliveryResult.notSent(reason);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public String gatewayOf(Notification notification) {
    return "";
  }
}
