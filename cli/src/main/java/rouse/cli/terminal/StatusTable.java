package rouse.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ScalingStatus;

/**
 * A platform's state as a table. Ages are counted in the broker's time, the only one that judges.
 * Where the table is wider than the terminal, columns are left out, the least needed first; the
 * reason and the incident of an instance then stand in a line below it.
 */
public final class StatusTable {
  private static final int CONTAINER_ID = 12;
  private static final int LONGEST_REASON = 90;
  private static final int SHORTEST_NAME = 12;
  private static final int GAP = 2;
  private static final String BELOW = "   └ ";

  /** Left out in this order when the table is too wide. */
  private static final List<Column> OPTIONAL =
      List.of(Column.ADDRESS, Column.REASON, Column.INCIDENT, Column.CONTAINER, Column.INC);

  private enum Column {
    MODULE,
    INSTANCE,
    DESIRED,
    OBSERVED,
    INC,
    CONTAINER,
    ADDRESS,
    LAST_HEARD,
    INCIDENT,
    REASON;

    String head() {
      return name().replace('_', ' ');
    }
  }

  /**
   * A line of the table.
   *
   * @param instance the one that it is about; null when it is about none
   */
  public record Line(String text, String instance) {}

  private record Row(Map<Column, String> cells, PhaseSymbol state, InstanceStatus instance) {
    String cell(Column column) {
      return cells.getOrDefault(column, "");
    }
  }

  private final boolean colour;
  private final int width;

  /** As wide as it needs to be. */
  public StatusTable(boolean colour) {
    this(colour, Integer.MAX_VALUE);
  }

  /**
   * @param width columns that a line may have
   */
  public StatusTable(boolean colour, int width) {
    this.colour = colour;
    this.width = width;
  }

  /** The lines of the table, and after it what needs attention. */
  public List<String> lines(PlatformStatus status) {
    List<String> lines = new ArrayList<>(TextWrap.lines(summary(status), width));
    body(status).forEach(line -> lines.add(line.text()));
    lines.addAll(notes(status));
    return lines;
  }

  /** The head of the table, and a line for each instance. */
  public List<Line> body(PlatformStatus status) {
    return layOut(rows(status));
  }

  /** What is to be said of scaling, and what needs attention. */
  public List<String> notes(PlatformStatus status) {
    List<String> notes = new ArrayList<>();
    status.modules().stream()
        .filter(m -> m.scaling() != null && tellsSomething(m.scaling()))
        .forEach(m -> notes.add(scaling(m)));
    status.attention().forEach(text -> notes.add("attention: " + SafeText.oneLine(text)));
    return notes.stream().flatMap(note -> TextWrap.lines(note, width).stream()).toList();
  }

  /** How the platform is, in one line. */
  public static String summary(PlatformStatus status) {
    int desired = status.modules().stream().mapToInt(ModuleStatus::desired).sum();
    int alive = status.modules().stream().mapToInt(ModuleStatus::alive).sum();
    return "platform "
        + SafeText.oneLine(status.platform())
        + " is "
        + status.phase()
        + ": "
        + alive
        + " of "
        + desired
        + " alive"
        + adopted(status)
        + ", observer "
        + status.observer().state();
  }

  private static boolean tellsSomething(ScalingStatus scaling) {
    return scaling.load() != null || scaling.last() != null || scaling.operator() != null;
  }

  private static String scaling(ModuleStatus module) {
    ScalingStatus scaling = module.scaling();
    String load = scaling.load() == null ? "load is not known" : scaling.load();
    String last = scaling.last() == null ? "" : "; last at " + scaling.at() + ": " + scaling.last();
    return SafeText.oneLine(
        "scaling: %s, %d wanted of %d to %d%s, %d alive; %s%s"
            .formatted(
                module.module(),
                module.desired(),
                scaling.min(),
                scaling.max(),
                scaling.operator() == null ? "" : " by an operator",
                module.alive(),
                load,
                last));
  }

  /** Who beats without having been declared is shown, and counts for nothing. */
  private static String adopted(PlatformStatus status) {
    long adopted =
        status.modules().stream()
            .flatMap(m -> m.instances().stream())
            .filter(i -> "adopted".equals(i.desired()))
            .count();
    return adopted == 0 ? "" : ", " + adopted + " adopted";
  }

  private static List<Row> rows(PlatformStatus status) {
    List<Row> rows = new ArrayList<>();
    for (ModuleStatus module : status.modules()) {
      for (InstanceStatus instance : module.instances()) {
        rows.add(row(module, instance, status.at()));
      }
      if (module.instances().isEmpty()) {
        Map<Column, String> cells =
            Map.of(
                Column.MODULE,
                SafeText.oneLine(module.module()),
                Column.INSTANCE,
                "-",
                Column.DESIRED,
                "gone",
                Column.OBSERVED,
                "-");
        rows.add(new Row(cells, PhaseSymbol.WAITING, null));
      }
    }
    return rows;
  }

  private static Row row(ModuleStatus module, InstanceStatus instance, Instant now) {
    PhaseSymbol observed = PhaseSymbol.of(instance.observed());
    Map<Column, String> cells = new EnumMap<>(Column.class);
    cells.put(Column.MODULE, SafeText.oneLine(module.module()));
    cells.put(Column.INSTANCE, slot(instance.instance()));
    cells.put(Column.DESIRED, SafeText.orDash(instance.desired()));
    cells.put(Column.OBSERVED, observed.shape() + " " + SafeText.orDash(instance.observed()));
    cells.put(
        Column.INC, instance.incarnation() == 0 ? "-" : Long.toString(instance.incarnation()));
    cells.put(Column.CONTAINER, containerId(instance));
    cells.put(Column.ADDRESS, SafeText.orDash(instance.ip()));
    cells.put(Column.LAST_HEARD, age(instance.lastHeard(), now));
    cells.put(Column.INCIDENT, SafeText.orDash(instance.incident()));
    if (instance.reason() != null) {
      cells.put(
          Column.REASON, SafeText.shortened(SafeText.oneLine(instance.reason()), LONGEST_REASON));
    }
    return new Row(cells, observed, instance);
  }

  /** As Docker's own lists show it. */
  private static String containerId(InstanceStatus instance) {
    String id = SafeText.orDash(instance.containerId());
    return id.substring(0, Math.min(CONTAINER_ID, id.length()));
  }

  /** The slot alone: platform and module stand beside it. */
  private static String slot(String instance) {
    try {
      return Integer.toString(InstanceId.parse(instance).slot());
    } catch (IllegalArgumentException e) {
      return SafeText.oneLine(instance);
    }
  }

  static String age(Instant heard, Instant now) {
    if (heard == null || now == null) {
      return "-";
    }
    Duration age = Duration.between(heard, now);
    if (age.isNegative()) {
      return "now";
    }
    if (age.toMinutes() >= 1) {
      return age.toHours() >= 1
          ? age.toHours() + " h " + age.toMinutesPart() + " min ago"
          : age.toMinutes() + " min " + age.toSecondsPart() + " s ago";
    }
    return String.format(Locale.ROOT, "%.1f s ago", age.toMillis() / 1000.0);
  }

  private List<Line> layOut(List<Row> rows) {
    List<Column> shown = new ArrayList<>(List.of(Column.values()));
    for (Column column : OPTIONAL) {
      if (total(shown, rows) <= width) {
        break;
      }
      shown.remove(column);
    }
    int over = Math.max(0, total(shown, rows) - width);
    int whole = widthOf(Column.MODULE, rows);
    int name = Math.max(Math.min(SHORTEST_NAME, whole), whole - over);
    Set<Column> below = Set.of(Column.INCIDENT, Column.REASON);
    boolean moved = !shown.containsAll(below);
    List<Line> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder();
    shown.forEach(c -> head.append(padded(c, c.head(), rows, name)));
    lines.add(new Line(head.toString().stripTrailing(), null));
    for (Row row : rows) {
      String instance = row.instance() == null ? null : row.instance().instance();
      StringBuilder line = new StringBuilder();
      for (Column column : shown) {
        String cell = padded(column, row.cell(column), rows, name);
        boolean painted = colour && column == Column.OBSERVED && row.instance() != null;
        line.append(painted ? row.state().paint(cell) : cell);
      }
      lines.add(new Line(line.toString().stripTrailing(), instance));
      if (moved) {
        note(row).ifPresent(text -> lines.add(new Line(text, instance)));
      }
    }
    return lines;
  }

  private Optional<String> note(Row row) {
    List<String> parts = new ArrayList<>();
    if (!row.cell(Column.REASON).isEmpty()) {
      parts.add(SafeText.oneLine(row.instance().reason()));
    }
    if (row.instance() != null && row.instance().incident() != null) {
      parts.add("incident " + row.cell(Column.INCIDENT));
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            SafeText.shortened(BELOW + String.join("; ", parts), Math.max(width, BELOW.length())));
  }

  private static String padded(Column column, String text, List<Row> rows, int name) {
    int wide = column == Column.MODULE ? name : widthOf(column, rows);
    return SafeText.padded(SafeText.shortened(text, wide), wide + GAP);
  }

  private static int widthOf(Column column, List<Row> rows) {
    int widest = rows.stream().mapToInt(row -> row.cell(column).length()).max().orElse(0);
    return Math.max(column.head().length(), widest);
  }

  private static int total(List<Column> shown, List<Row> rows) {
    return shown.stream().mapToInt(column -> widthOf(column, rows) + GAP).sum() - GAP;
  }
}
