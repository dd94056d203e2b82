package rouse.cli.terminal;

import java.util.List;
import java.util.function.Consumer;

/**
 * The whole terminal, written anew without flicker: only lines that changed are written, and all of
 * them at once. What was on the terminal before is there again after {@link #close}.
 */
public final class Screen implements AutoCloseable {
  private static final String ESC = "\u001b[";
  private static final String ENTER = ESC + "?1049h" + ESC + "?25l";
  private static final String LEAVE = ESC + "?25h" + ESC + "?1049l";

  /** Terminals that know it show what is between these two at once. */
  private static final String BEGIN = ESC + "?2026h";

  private static final String END = ESC + "?2026l";
  private final Consumer<String> out;
  private List<String> shown = List.of();
  private Terminal.Size size;
  private boolean closed;

  /**
   * @param out writes and flushes
   */
  public Screen(Consumer<String> out) {
    this.out = out;
    out.accept(ENTER);
  }

  /** Shows these lines, and nothing below them. */
  public synchronized void show(List<String> lines, Terminal.Size now) {
    if (closed) {
      return;
    }
    boolean anew = !now.equals(size);
    List<String> fitting = lines.subList(0, Math.min(lines.size(), now.rows()));
    StringBuilder text = new StringBuilder(anew ? ESC + "2J" : "");
    int most = Math.max(fitting.size(), shown.size());
    for (int i = 0; i < most; i++) {
      String line = i < fitting.size() ? fitting.get(i) : "";
      boolean same = !anew && i < shown.size() && shown.get(i).equals(line);
      if (!same) {
        text.append(ESC).append(i + 1).append(";1H").append(line).append(ESC).append('K');
      }
    }
    shown = List.copyOf(fitting);
    size = now;
    if (!text.isEmpty()) {
      out.accept(BEGIN + text + END);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      out.accept(LEAVE);
    }
  }
}
