package rouse.executor.notify;

import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;

/** One way out. */
public interface MessageSender {

  /** A line for one worker, which may keep a connection between two messages. */
  Line open();

  /** What hangs together: a mail domain, a gateway. One that hangs must not hold up another. */
  String gatewayOf(Notification notification);

  /** One worker's line; not thread-safe. */
  interface Line extends AutoCloseable {
    /**
     * Tries once; never throws but for bugs.
     *
     * @param beforeItCounts called once, right before the step after which the message may be out
     * @throws InterruptedException when the notifier closes
     */
    DeliveryResult carry(Envelope<Notification> message, Runnable beforeItCounts)
        throws InterruptedException;

    @Override
    void close();
  }
}
