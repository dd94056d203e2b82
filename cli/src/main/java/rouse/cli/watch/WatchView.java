package rouse.cli.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import rouse.cli.terminal.Keyboard;
import rouse.cli.terminal.MissingPartitions;
import rouse.cli.terminal.PhaseSymbol;
import rouse.cli.terminal.SafeText;
import rouse.cli.terminal.StatusTable;
import rouse.cli.terminal.Terminal;
import rouse.cli.terminal.TextWrap;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;

/**
 * What the live table shows: the instances, one of them selected, or what is to be said of that
 * one. Knows no terminal: it is given keys and states, and gives lines.
 */
public final class WatchView {
  private static final String REVERSE = "\u001b[7m";
  private static final String PLAIN = "\u001b[0m";
  private static final String KEYS =
      "↑↓ select · w why · n why not · f only what is not well · ? help · q quit";
  private static final List<String> HELP =
      List.of(
          "j k ↑ ↓        next and previous; space, page up and down, g and G go further",
          "w, Enter       why the selected instance was last restarted",
          "n              why nothing is done about it now, and what would have to be so",
          "f              only instances that are not well, or all",
          "Esc, b         back to the table",
          "q, Ctrl-C      quit");

  /** What a key asks for that this cannot do by itself. */
  public enum Wish {
    NOTHING,
    WHY,
    WHY_NOT,
    QUIT
  }

  private final boolean colour;
  private PlatformStatus status;
  private String trouble = "";
  private String selected;
  private boolean onlyUnwell;
  private String title;
  private List<String> detail = List.of();
  private int top;
  private int page = 1;

  public WatchView(boolean colour) {
    this.colour = colour;
  }

  /** The newest state. */
  public void update(PlatformStatus now) {
    status = now;
    trouble = "";
    List<String> all = instances();
    if (!all.contains(selected)) {
      selected = all.isEmpty() ? null : all.getFirst();
    }
  }

  /** Nobody could say; the last state is shown as what it is. */
  public void trouble(String why) {
    trouble = why;
  }

  /** The instance that keys are about; null when there is none. */
  public String selected() {
    return selected;
  }

  /** Shows this in place of the table, until the way back is asked for. */
  public void detail(String heading, List<String> lines) {
    title = heading;
    detail = lines;
    top = 0;
  }

  /** Fills in what {@link #detail} announced, unless something else is looked at by now. */
  public void answer(String heading, List<String> lines) {
    if (heading.equals(title)) {
      detail = lines;
    }
  }

  /** Takes a key. */
  public Wish press(Keyboard.Key key) {
    if (key == Keyboard.Key.QUIT) {
      return Wish.QUIT;
    }
    return title == null ? inTable(key) : inDetail(key);
  }

  private Wish inTable(Keyboard.Key key) {
    switch (key) {
      case UP -> move(-1);
      case DOWN -> move(1);
      case PAGE_UP -> move(-page);
      case PAGE_DOWN -> move(page);
      case HOME -> move(Integer.MIN_VALUE / 2);
      case END -> move(Integer.MAX_VALUE / 2);
      case FILTER -> {
        onlyUnwell = !onlyUnwell;
        move(0);
      }
      case HELP -> detail("Keys", HELP);
      case WHY, OPEN -> {
        return selected == null ? Wish.NOTHING : Wish.WHY;
      }
      case WHY_NOT -> {
        return selected == null ? Wish.NOTHING : Wish.WHY_NOT;
      }
      case BACK, QUIT -> {
        return Wish.NOTHING;
      }
    }
    return Wish.NOTHING;
  }

  private Wish inDetail(Keyboard.Key key) {
    switch (key) {
      case UP -> top--;
      case DOWN -> top++;
      case PAGE_UP -> top -= page;
      case PAGE_DOWN -> top += page;
      case HOME -> top = 0;
      case END -> top = detail.size();
      case WHY, WHY_NOT -> {
        return key == Keyboard.Key.WHY ? Wish.WHY : Wish.WHY_NOT;
      }
      case BACK, OPEN, HELP, FILTER, QUIT -> {
        title = null;
        top = 0;
      }
    }
    return Wish.NOTHING;
  }

  private void move(int by) {
    List<String> all = instances();
    if (all.isEmpty()) {
      selected = null;
      return;
    }
    int at = Math.max(0, all.indexOf(selected));
    selected = all.get(Math.clamp((long) at + by, 0, all.size() - 1));
  }

  private PlatformStatus shown() {
    if (!onlyUnwell) {
      return status;
    }
    List<ModuleStatus> modules = new ArrayList<>();
    for (ModuleStatus m : status.modules()) {
      List<InstanceStatus> unwell =
          m.instances().stream().filter(i -> !PhaseSymbol.of(i.observed()).isGood()).toList();
      if (!unwell.isEmpty()) {
        modules.add(m.withInstances(unwell));
      }
    }
    return new PlatformStatus(
        status.platform(),
        status.phase(),
        status.observer(),
        status.at(),
        modules,
        status.attention(),
        status.hosts(),
        status.missing());
  }

  private List<String> instances() {
    return status == null
        ? List.of()
        : shown().modules().stream()
            .flatMap(m -> m.instances().stream())
            .map(InstanceStatus::instance)
            .toList();
  }

  /** The lines of a terminal of this size, at most as many as it has. */
  public List<String> lines(Terminal.Size size) {
    int width = size.columns();
    List<String> foot = List.of("", SafeText.shortened(footer(), width));
    if (title != null) {
      return page(List.of(SafeText.shortened(title, width)), wrapped(width), foot, size, -1);
    }
    if (status == null) {
      return page(List.of("waiting for an answer"), List.of(), foot, size, -1);
    }
    StatusTable table = new StatusTable(colour, width);
    List<StatusTable.Line> body = table.body(shown());
    List<String> head = new ArrayList<>(TextWrap.lines(StatusTable.summary(status), width));
    head.add(body.getFirst().text());
    List<StatusTable.Line> rows = body.subList(1, body.size());
    List<String> lines = new ArrayList<>();
    int at = -1;
    for (StatusTable.Line row : rows) {
      boolean chosen = selected != null && Objects.equals(row.instance(), selected);
      at = chosen && at < 0 ? lines.size() : at;
      lines.add(chosen ? marked(row.text(), width) : row.text());
    }
    if (rows.isEmpty()) {
      lines.add(onlyUnwell ? "All instances are well." : "Nothing of it was declared or heard.");
    }
    List<String> notes =
        Stream.concat(
                table.notes(status).stream(),
                MissingPartitions.lines(status.missing()).stream()
                    .flatMap(line -> TextWrap.lines("warning: " + line, width).stream()))
            .toList();
    int room = Math.max(0, size.rows() - head.size() - foot.size());
    List<String> tail = new ArrayList<>(notes.subList(0, Math.min(notes.size(), room / 2)));
    tail.addAll(foot);
    return page(head, lines, tail, size, at);
  }

  private static String marked(String line, int width) {
    String text = line.replaceAll("\u001b\\[[0-9;]*m", "");
    return REVERSE + SafeText.padded(text, width) + PLAIN;
  }

  private List<String> wrapped(int width) {
    return detail.stream().flatMap(line -> TextWrap.lines(line, width).stream()).toList();
  }

  private String footer() {
    if (!trouble.isEmpty()) {
      return "as of before: " + trouble;
    }
    return title == null ? KEYS : "↑↓ move · w why · n why not · Esc back · q quit";
  }

  /**
   * @param chosen line of the middle part that must be seen; negative: as it was scrolled
   */
  private List<String> page(
      List<String> head, List<String> middle, List<String> foot, Terminal.Size size, int chosen) {
    page = Math.max(1, size.rows() - head.size() - foot.size());
    int last = Math.max(0, middle.size() - page);
    if (chosen >= 0) {
      boolean seen = chosen >= top && chosen < top + page;
      top = seen ? top : chosen < top ? chosen : chosen - page + 1;
    }
    top = Math.clamp(top, 0, last);
    List<String> lines = new ArrayList<>(head);
    lines.addAll(middle.subList(top, Math.min(middle.size(), top + page)));
    lines.addAll(foot);
    return lines;
  }
}
