package rouse.cli.terminal;

import java.util.function.Consumer;
import rouse.contracts.text.PlainText;
import rouse.executor.bootstrap.BootProgress;

/** Says each step of a boot that took something, one line each. */
public record BootLog(Consumer<String> say) implements BootProgress {

  @Override
  public void began(String step) {
    say.accept(SafeText.oneLine(step) + " …");
  }

  @Override
  public void finished(String step, String how) {
    say.accept(SafeText.oneLine(step) + ": " + SafeText.oneLine(how));
  }

  @Override
  public void output(String step, String line) {
    say.accept("  " + SafeText.oneLine(step) + " | " + PlainText.masked(line));
  }
}
