package rouse.http;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread for what requests ask for and what may wait for Kafka, Docker or a build, one after
 * the other: the server's own threads never wait, and so many requests at most are kept waiting.
 */
public final class RequestWorker implements AutoCloseable {
  private static final long IDLE_SECONDS = 30;
  private final ThreadPoolExecutor thread;

  /** So much waits already that no more is taken. */
  public static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @param name of the thread
   * @param most that wait at once
   */
  public RequestWorker(String name, int most) {
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(most),
            Thread.ofPlatform().name(name).daemon().factory());
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * Does it soon; the future fails with what it throws, and with {@link Busy} when too much waits.
   * What somebody cancelled or completed before its turn is not done.
   */
  public <T> CompletableFuture<T> submit(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      thread.execute(() -> complete(done, work));
    } catch (RejectedExecutionException e) {
      String reason = thread.isShutdown() ? "the app stops" : "too many requests wait already";
      done.completeExceptionally(new Busy(reason, e));
    }
    return done;
  }

  /** Whatever it throws is for the one who asked, who is no longer there once this is closed. */
  private <T> void complete(CompletableFuture<T> done, Callable<T> work) {
    if (done.isDone()) {
      return;
    }
    try {
      done.complete(work.call());
    } catch (Throwable e) {
      if (!thread.isShutdown()) {
        done.completeExceptionally(e);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
