package rouse.core.ledger;

/** What is known of an instance's life. */
public enum State {
  /** expected, not heard yet */
  WAITING,
  /** heard within its timeout */
  HEARD,
  /** not heard within its timeout */
  SILENT,
  /** nobody expects it: retired, held, stopped on purpose */
  UNWATCHED
}
