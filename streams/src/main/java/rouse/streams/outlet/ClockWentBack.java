package rouse.streams.outlet;

import org.apache.kafka.common.errors.RetriableException;

/** Ends a thread, so that another takes over with clients that have the new time. */
final class ClockWentBack extends RetriableException {
  private static final long serialVersionUID = 1L;

  ClockWentBack() {
    super("the machine's clock was set back: Kafka's clients are made anew");
  }
}
