package rouse.executor.command;

import java.time.Duration;
import rouse.contracts.platform.InstanceId;

/** Takes a worker out of its load balancer before its container is stopped. */
public interface Drain {
  /**
   * Sends a worker nothing new, and returns when it has finished what it has, or does not run.
   *
   * @param incarnation of its container; a newer one is left alone
   * @param atMost what is unfinished by then is given up
   * @throws CommandRefusedException when the executor closes meanwhile
   */
  void drain(InstanceId worker, long incarnation, Duration atMost);

  /** What a worker that is replaced while it works has for this; zero when nobody sends it work. */
  Duration patience(InstanceId worker);
}
