package rouse.executor.notify;

import rouse.contracts.event.Delivery.Outcome;

/** What came of one attempt, in words for an operator. */
public sealed interface DeliveryResult {
  String detail();

  /** Nothing follows it. */
  record Final(Outcome outcome, String detail) implements DeliveryResult {}

  /**
   * It was surely not taken, and may be next time.
   *
   * @param hung it took its whole time: what else goes the same way may hang too
   */
  record Later(String detail, boolean hung) implements DeliveryResult {}

  /** It may have been taken, and is sent again with the same id: better twice than never. */
  record Doubtful(String detail) implements DeliveryResult {}

  static DeliveryResult sent(String detail) {
    return new Final(Outcome.SENT, detail);
  }

  static DeliveryResult refused(String detail) {
    return new Final(Outcome.REFUSED, detail);
  }

  static DeliveryResult unknown(String detail) {
    return new Final(Outcome.UNKNOWN, detail);
  }

  static DeliveryResult notSent(String detail) {
    return new Final(Outcome.NOT_SENT, "not sent: " + detail);
  }
}
