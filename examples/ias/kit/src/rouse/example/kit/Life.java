package rouse.example.kit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether the module lives, and the ways in which it can be told not to. */
final class Life {
  private final CountDownLatch never = new CountDownLatch(1);
  private volatile boolean hung;
  private volatile boolean beating = true;

  /** Returns while the module lives; once it hangs, whoever comes by here stays for good. */
  void pass() {
    while (hung) {
      try {
        never.await();
      } catch (InterruptedException ignored) {
        // a hung module does not answer to this either
      }
    }
  }

  boolean beating() {
    return beating;
  }

  /**
   * The process stays, with its ports open, but serves nothing, beats no more and ignores SIGTERM.
   */
  String hang() {
    hung = true;
    return "hangs from now on; only another container helps";
  }

  String stopBeating() {
    beating = false;
    return "serves on, but beats no more until POST /resume";
  }

  String resume() {
    beating = true;
    return "beats";
  }

  /** The process ends, without any of its shutdown hooks, as soon as the answer is out. */
  String crash() {
    CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
        .execute(() -> Runtime.getRuntime().halt(1));
    return "crashes now";
  }
}
