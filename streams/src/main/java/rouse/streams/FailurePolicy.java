package rouse.streams;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which failures a stream thread may outlive: those that pass by themselves (the cluster is away,
 * another instance took over), below a rate. Everything else stops the application, because going
 * on with it would hide a defect or lose a record.
 *
 * <p>So does any failure of the global thread. Kafka Streams makes no second one: asked to, it
 * shuts the application down while it trips over its own attempt, and the cause is lost. A restart
 * of the process makes a new one.
 */
final class FailurePolicy implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FailurePolicy.class);
  private static final int MOST = 10;

  /** How Kafka Streams ends the name of the thread that keeps an application's global stores. */
  private static final String GLOBAL_THREAD = "-GlobalStreamThread";

  /** Times the number of recent incidents; a broker that starts lacks leaders for some time. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /**
   * The cluster is away or busy; another instance took over; a transaction ran out; and a source
   * topic is missing, since all are made before the start: a broker that comes back answers a
   * little before its partitions have leaders, and Kafka Streams takes those for deleted.
   */
  private static final List<Class<? extends Exception>> PASSING =
      List.of(
          RetriableException.class,
          ApplicationRecoverableException.class,
          InvalidTxnStateException.class,
          MissingSourceTopicException.class,
          OutOfOrderSequenceException.class,
          TaskMigratedException.class,
          TransactionAbortableException.class);

  private final String application;
  private final InstantSource clock;
  private final Consumer<Throwable> stopped;
  private final Consumer<Duration> pause;
  private final FailureCounter incidents;

  /**
   * @param threads of the application
   * @param stopped is told the cause when the application must end
   */
  FailurePolicy(String application, int threads, InstantSource clock, Consumer<Throwable> stopped) {
    this(application, threads, clock, stopped, pause -> LockSupport.parkNanos(pause.toNanos()));
  }

  FailurePolicy(
      String application,
      int threads,
      InstantSource clock,
      Consumer<Throwable> stopped,
      Consumer<Duration> pause) {
    this.application = application;
    this.incidents = new FailureCounter(threads);
    this.clock = clock;
    this.stopped = stopped;
    this.pause = pause;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    if (Thread.currentThread().getName().endsWith(GLOBAL_THREAD)) {
      LOG.error("{}: stops, since its global thread cannot be replaced", application, failure);
      return stop(failure);
    }
    int count = passes(failure) ? incidents.count(clock.millis()) : Integer.MAX_VALUE;
    if (count <= MOST) {
      LOG.warn("{}: a thread ended and is replaced: {}", application, rootOf(failure).toString());
      pause.accept(PAUSE.multipliedBy(count));
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    LOG.error("{}: stops, since this does not pass by itself", application, failure);
    return stop(failure);
  }

  private StreamThreadExceptionResponse stop(Throwable cause) {
    stopped.accept(cause);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
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
