import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The quarter of a processor that a worker has. It computes one job at a time and rests after each
 * slice, so that six busy workers fit on a small machine, whatever its engine can limit.
 */
final class Processor {
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int RESTS = 3;

  private final ReentrantLock turn = new ReentrantLock(true);
  private final Load load;

  /** Loaded with the first job: not while the worker starts. */
  private static final class Lazy {
    static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  }

  Processor(Load load) {
    this.load = load;
  }

  /** Real work of so much processor time. */
  void compute(int millis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    turn.lockInterruptibly();
    try {
      while (left > 0) {
        long begun = System.nanoTime();
        long used = work(Math.min(left, SLICE_NANOS));
        left -= used;
        TimeUnit.NANOSECONDS.sleep(RESTS * used);
        load.add(System.nanoTime() - begun);
      }
    } finally {
      turn.unlock();
    }
  }

  /** By the thread's own clock: on a busy machine the same work takes longer. */
  private long work(long nanos) {
    long begun = Lazy.THREADS.getCurrentThreadCpuTime();
    long used = 0;
    double sum = 0;
    while (used < nanos) {
      for (int i = 1; i < 1000; i++) {
        sum += Math.sqrt(i);
      }
      used = Lazy.THREADS.getCurrentThreadCpuTime() - begun;
    }
    if (sum < 0) {
      throw new IllegalStateException("never: it keeps the work from being optimised away");
    }
    return used;
  }
}
