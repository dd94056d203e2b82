package rouse.executor.bootstrap;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a boot said. */
final class RecordedProgress implements BootProgress {
  final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void began(String step) {
    lines.add("began " + step);
  }

  @Override
  public void finished(String step, String how) {
    lines.add("finished " + step + ": " + how.replaceAll(" in [0-9.]+ s", ""));
  }

  @Override
  public void output(String step, String line) {
    lines.add("output " + step + ": " + line);
  }
}
