package rouse.executor.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.watch.StopStatus;

/**
 * Lets what somebody is stopping end before it is replaced. On its way it may stop to beat and fail
 * its health check, long before it is known that it was stopped on purpose.
 */
public final class StopGuard {
  private static final Logger LOG = LoggerFactory.getLogger(StopGuard.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private final Function<InstanceId, StopStatus> stopping;
  private final Clock clock;

  /**
   * @param stopping whether somebody stops what fills a slot
   */
  public StopGuard(Function<InstanceId, StopStatus> stopping, Clock clock) {
    this.stopping = stopping;
    this.clock = clock;
  }

  /**
   * Returns when what fills the slot may be replaced.
   *
   * @throws CommandRefusedException when somebody has stopped it, or started it again, or is not
   *     done with it by the deadline
   */
  void await(InstanceId instance, Instant deadline) {
    StopStatus now = stopping.apply(instance);
    if (now != StopStatus.UNDER_WAY) {
      return;
    }
    LOG.info("{} is being stopped by somebody: its end is waited for", instance);
    while (now == StopStatus.UNDER_WAY) {
      if (!BoundedWait.within(clock, LOOK_AGAIN, deadline)) {
        throw new CommandRefusedException("somebody is stopping it");
      }
      now = stopping.apply(instance);
    }
    switch (now) {
      case DONE -> throw new CommandRefusedException("somebody stopped it");
      case NOT_ASKED -> throw new CommandRefusedException("somebody started it again");
      case UNDER_WAY, OVERDUE, GONE -> LOG.info("{} was not stopped: going on", instance);
    }
  }
}
