package rouse.executor.notify;

import java.time.Instant;
import java.util.function.BooleanSupplier;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;

/** One message on its way. Only the worker that has its lane touches it. */
final class PendingMessage {
  private final Envelope<Notification> message;
  private final BooleanSupplier ours;
  private final Runnable done;
  private int attempts;
  private Instant waitsSince;

  /**
   * @param ours whether its partition is still this notifier's
   * @param done called when what became of it is recorded
   */
  PendingMessage(Envelope<Notification> message, BooleanSupplier ours, Runnable done) {
    this.message = message;
    this.ours = ours;
    this.done = done;
  }

  Envelope<Notification> message() {
    return message;
  }

  boolean isOurs() {
    return ours.getAsBoolean();
  }

  void done() {
    done.run();
  }

  /** Counts an attempt. */
  void begin(Instant now) {
    attempts++;
    waitFrom(now);
  }

  /** Its time runs from the first attempt, also when it was that of one before it in its lane. */
  void waitFrom(Instant now) {
    if (waitsSince == null) {
      waitsSince = now;
    }
  }

  int attempts() {
    return attempts;
  }

  Instant waitsSince() {
    return waitsSince;
  }
}
