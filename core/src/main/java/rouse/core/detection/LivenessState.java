package rouse.core.detection;

/** What is known of an instance's life. */
public enum LivenessState {
  /** expected, not heard yet */
  WAITING,
  /** heard within its timeout */
  HEARD,
  /** not heard within its timeout */
  SILENT,
  /** no beat is expected: retired, held, stopped on purpose */
  UNWATCHED
}
