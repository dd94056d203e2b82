import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How much of what this worker can do it did: work over the last second, memory now. */
final class Load {
  private static final double KIB_PER_MIB = 1024;

  private final LongAdder worked = new LongAdder();
  private volatile double share;

  private Load() {}

  /** Measures from now on, in a thread of its own. */
  static Load measured() {
    Load load = new Load();
    Thread.ofPlatform().name("load").daemon().start(load::measure);
    return load;
  }

  /** The worker was busy for so long. */
  void add(long nanos) {
    worked.add(nanos);
  }

  /** In the form of the original platform: a fraction of the processor it may use, and MiB. */
  Map<String, Object> now() throws IOException {
    return Map.of("cpu_load", round(share, 1000), "mem_load", round(residentMiB(), 10));
  }

  private void measure() {
    long time = System.nanoTime();
    while (true) {
      try {
        TimeUnit.SECONDS.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      share = (double) worked.sumThenReset() / (now - time);
      time = now;
    }
  }

  private static double residentMiB() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / KIB_PER_MIB)
        .findFirst()
        .orElse(0);
  }

  private static double round(double value, double steps) {
    return Math.round(value * steps) / steps;
  }
}
