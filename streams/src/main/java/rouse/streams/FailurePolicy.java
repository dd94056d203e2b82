package rouse.streams;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which failures a stream thread may outlive: those that pass by themselves (the cluster is away,
 * another instance took over), below a rate. Everything else stops the application, because going
 * on with it would hide a defect or lose a record.
 */
final class FailurePolicy implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FailurePolicy.class);
  private static final int MOST = 10;
  private static final Duration WITHIN = Duration.ofMinutes(5);

  /** The cluster is away or busy; another instance took over; a transaction ran out. */
  private static final List<Class<? extends Exception>> PASSING =
      List.of(
          RetriableException.class,
          ApplicationRecoverableException.class,
          OutOfOrderSequenceException.class,
          TaskMigratedException.class);

  private final String application;
  private final InstantSource clock;
  private final Consumer<Throwable> stopped;
  private final Deque<Long> recent = new ArrayDeque<>();

  /**
   * @param stopped is told the cause when the application must end
   */
  FailurePolicy(String application, InstantSource clock, Consumer<Throwable> stopped) {
    this.application = application;
    this.clock = clock;
    this.stopped = stopped;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
    if (passes(failure) && belowRate()) {
      LOG.warn("{}: a thread ended and is replaced: {}", application, rootOf(failure).toString());
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    LOG.error("{}: stops, since this does not pass by itself", application, failure);
    stopped.accept(failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private boolean belowRate() {
    long now = clock.millis();
    while (!recent.isEmpty() && now - recent.peekFirst() > WITHIN.toMillis()) {
      recent.removeFirst();
    }
    recent.addLast(now);
    return recent.size() <= MOST;
  }

  static boolean passes(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Throwable seen = cause;
      if (PASSING.stream().anyMatch(type -> type.isInstance(seen))) {
        return true;
      }
    }
    return false;
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
