package rouse.bench.scale;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import rouse.bench.BenchReport;
import rouse.it.Traffic;
import rouse.it.boot.Host;

/** {@code rouse up} with one definition of four workers after another, while requests come. */
public final class RollingChanges {
  /** What follows {@code x-rouse} of the worker. */
  public static final String UPDATE = "update: { order: start-first, parallel: 2, monitor: 12s }";

  private static final Set<Integer> NEVER_HEALTHY = Set.of(2, 5, 8);
  private final ScaledPlatform platform;
  private final int changes;
  private final Traffic traffic;
  private final String file;
  private int wrong;

  public RollingChanges(ScaledPlatform platform, int changes) throws java.io.IOException {
    this.platform = platform;
    this.changes = changes;
    this.traffic = platform.steady();
    this.file = Files.readString(path());
  }

  private Path path() {
    return platform.stage().platform().file();
  }

  public void run() throws Exception {
    try (traffic) {
      platform.scale("worker", 4);
      platform.awaitAlive("worker", 4);
      for (int change = 0; change < changes; change++) {
        boolean bad = NEVER_HEALTHY.contains(change);
        Files.writeString(path(), changed(change, bad));
        Host.Ended ended = platform.host().run("up");
        boolean rolledBack = ended.exitCode() == 1 && ended.said().contains("rolled back");
        if (rolledBack != bad || (!bad && ended.exitCode() != 0)) {
          wrong++;
          System.err.println(
              "change " + change + " ended with " + ended.exitCode() + ": " + ended.said());
        }
      }
    }
  }

  private String changed(int number, boolean bad) {
    String changed =
        file.replace(
            "depends_on: [lb]", "depends_on: [lb]\n    environment: { V: \"" + number + "\" }");
    return bad
        ? changed.replaceFirst("test: \\[\"CMD\", \"wget\"[^\\n]*", "test: [\"CMD\", \"false\"]")
        : changed;
  }

  public void report(BenchReport report) {
    String name = "%d rolling changes of 4 workers: failed".formatted(changes);
    ScaledPlatform.failures(report, name, traffic);
    report.row("  changes that did not end as they should", "", wrong, "= 0", wrong == 0);
  }
}
