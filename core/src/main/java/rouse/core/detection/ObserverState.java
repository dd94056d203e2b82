package rouse.core.detection;

/** Whether silence can be judged now. */
public enum ObserverState {
  /** ticks come back regularly */
  WATCHING,
  /** the partition was not watched for a while; every instance has a fresh timeout */
  BLIND,
  /** no tick of this run was read back yet */
  RESTORING
}
