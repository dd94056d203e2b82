package rouse.streams.outlet;

import org.apache.kafka.common.errors.RecordTooLargeException;

/** A record that was not sent, since its topic would not take it. */
final class Oversized extends RecordTooLargeException {
  private static final long serialVersionUID = 1L;

  Oversized(long size, long limit) {
    super(size + " bytes, and " + limit + " are the most");
  }
}
