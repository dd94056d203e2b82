package rouse.executor.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs of one key run one after the other, in order; those of different keys run side by side. A
 * job that is to run again later holds up its own key and nothing else.
 */
public final class KeyedQueues<K, J> {
  private static final Logger LOG = LoggerFactory.getLogger(KeyedQueues.class);

  /** Does one job. */
  @FunctionalInterface
  public interface Worker<K, J> {
    /**
     * @return after what time the same job is run again; empty when it is done
     * @throws InterruptedException when it was called off: its key is not served any more
     */
    Optional<Duration> work(K key, J job) throws InterruptedException;
  }

  private final Function<K, Executor> threads;
  private final Worker<K, J> worker;
  private final Map<K, Deque<J>> queues = new HashMap<>();
  private volatile boolean closed;

  /**
   * @param threads which serve a key at present; asked before each job
   * @param worker one that throws has done its job
   */
  public KeyedQueues(Function<K, Executor> threads, Worker<K, J> worker) {
    this.threads = threads;
    this.worker = worker;
  }

  public void add(K key, J job) {
    synchronized (this) {
      Deque<J> queue = queues.computeIfAbsent(key, k -> new ArrayDeque<>());
      queue.add(job);
      if (queue.size() > 1) {
        return;
      }
    }
    schedule(key);
  }

  /** The jobs of a key, the one that runs first. */
  public synchronized List<J> waiting(K key) {
    return List.copyOf(queues.getOrDefault(key, new ArrayDeque<>()));
  }

  /** Begins no more jobs. */
  public void close() {
    closed = true;
  }

  private void schedule(K key) {
    Executor chosen = threads.apply(key);
    try {
      chosen.execute(() -> serve(key, chosen));
    } catch (RejectedExecutionException e) {
      LOG.debug("closing; {} is left to the next start", key);
    }
  }

  private void serve(K key, Executor chosen) {
    if (closed) {
      return;
    }
    if (!threads.apply(key).equals(chosen)) {
      schedule(key);
      return;
    }
    try {
      Optional<Duration> again = work(key);
      if (again.isPresent()) {
        Executor later =
            CompletableFuture.delayedExecutor(
                again.get().toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
        later.execute(() -> schedule(key));
      } else if (next(key)) {
        schedule(key);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Duration> work(K key) throws InterruptedException {
    J job;
    synchronized (this) {
      job = queues.get(key).getFirst();
    }
    try {
      return worker.work(key, job);
    } catch (RuntimeException e) {
      LOG.error("a job of {} failed", key, e);
      return Optional.empty();
    }
  }

  /** Whether another one waits behind the job that is done. */
  private synchronized boolean next(K key) {
    Deque<J> queue = queues.get(key);
    queue.removeFirst();
    if (queue.isEmpty()) {
      queues.remove(key);
    }
    return !queue.isEmpty();
  }
}
