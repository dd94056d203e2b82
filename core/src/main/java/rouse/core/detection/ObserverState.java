package rouse.core.detection;

/** Whether silence can be judged now. */
public enum ObserverState {
  /** ticks come back regularly */
  WATCHING,
  /** nobody looked for a while; everybody has a fresh timeout */
  BLIND,
  /** no tick of this run was read back yet */
  RESTORING
}
