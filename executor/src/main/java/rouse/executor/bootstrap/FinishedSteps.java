package rouse.executor.bootstrap;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what came of each step, a line each. */
public final class FinishedSteps implements BootProgress {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void began(String step) {}

  @Override
  public void finished(String step, String how) {
    lines.add(step + ": " + how);
  }

  @Override
  public void output(String step, String line) {}
}
