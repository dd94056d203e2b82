package rouse.cli;

import java.util.function.Consumer;
import rouse.executor.bootstrap.BootProgress;

/** Says each step of a boot that took something, one line each. */
record Progress(Consumer<String> say) implements BootProgress {

  @Override
  public void began(String step) {
    say.accept(Text.oneLine(step) + " …");
  }

  @Override
  public void finished(String step, String how) {
    say.accept(Text.oneLine(step) + ": " + Text.oneLine(how));
  }

  @Override
  public void output(String step, String line) {
    say.accept("  " + Text.oneLine(step) + " | " + line.replaceAll("\\p{Cntrl}", "?"));
  }
}
