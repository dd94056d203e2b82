package rouse.executor.command;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import rouse.contracts.platform.InstanceId;

/** Runs work of different instances side by side, up to a bound, and that of one in order. */
final class Lanes implements AutoCloseable {
  private final ExecutorService threads;
  private final Map<InstanceId, CompletableFuture<Void>> tails = new HashMap<>();

  Lanes(int parallel) {
    this.threads =
        Executors.newFixedThreadPool(
            Math.max(1, parallel), Thread.ofPlatform().name("command-", 1).daemon().factory());
  }

  /** Work must not throw; what follows in its lane would run nevertheless. */
  @SuppressWarnings("FutureReturnValueIgnored")
  synchronized void run(InstanceId instance, Runnable work) {
    CompletableFuture<Void> before =
        tails.getOrDefault(instance, CompletableFuture.completedFuture(null));
    CompletableFuture<Void> tail =
        before.handleAsync(
            (ignored, alsoIgnored) -> {
              work.run();
              return null;
            },
            threads);
    tails.put(instance, tail);
    tail.whenComplete((ignored, alsoIgnored) -> forget(instance, tail));
  }

  private synchronized void forget(InstanceId instance, CompletableFuture<Void> tail) {
    tails.remove(instance, tail);
  }

  /** Lets what runs come to its end. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
