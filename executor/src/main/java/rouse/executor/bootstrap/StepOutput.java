package rouse.executor.bootstrap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the last lines of the build step under way: of a failed build only these matter. */
final class StepOutput {
  private final int most;
  private final Deque<String> lines = new ArrayDeque<>();
  private String step = "before its first step";

  StepOutput(int most) {
    this.most = most;
  }

  synchronized void accept(String line) {
    if (line.startsWith("Step ")) {
      step = line.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + line.substring(1);
      lines.clear();
    }
    if (!line.isEmpty()) {
      lines.addLast(line);
    }
    if (lines.size() > most) {
      lines.removeFirst();
    }
  }

  /** As in {@code step 3/5 : RUN javac -d . src/*.java}. */
  synchronized String step() {
    return step;
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }
}
