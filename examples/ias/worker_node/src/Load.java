import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What this process takes of its container: processor time over the last second, memory now. */
final class Load {
  private static final double KIB_PER_MIB = 1024;

  private final com.sun.management.OperatingSystemMXBean system =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private volatile double cpu;

  private Load() {}

  /** Measures from now on, in a thread of its own. */
  static Load measured() {
    Load load = new Load();
    Thread.ofPlatform().name("load").daemon().start(load::measure);
    return load;
  }

  /** In the form of the original platform: a fraction of the processors it may use, and MiB. */
  Map<String, Object> now() throws IOException {
    return Map.of("cpu_load", round(cpu, 1000), "mem_load", round(residentMiB(), 10));
  }

  private void measure() {
    long processor = system.getProcessCpuTime();
    long time = System.nanoTime();
    while (true) {
      try {
        TimeUnit.SECONDS.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
      long processorNow = system.getProcessCpuTime();
      long timeNow = System.nanoTime();
      cpu =
          (double) (processorNow - processor) / (timeNow - time) / system.getAvailableProcessors();
      processor = processorNow;
      time = timeNow;
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
