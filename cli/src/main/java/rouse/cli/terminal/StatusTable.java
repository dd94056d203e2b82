package rouse.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.InstanceStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.contracts.status.PlatformStatus.ScalingStatus;

/**
 * A platform's state as a table. Ages are counted in the broker's time, the only one that judges.
 */
public final class StatusTable {
  private static final List<String> HEAD =
      List.of(
          "MODULE",
          "INSTANCE",
          "DESIRED",
          "OBSERVED",
          "INC",
          "CONTAINER",
          "ADDRESS",
          "LAST HEARD",
          "INCIDENT",
          "REASON");
  private static final int OBSERVED = 3;
  private static final int CONTAINER_ID = 12;
  private static final int LONGEST_REASON = 90;
  private final boolean colour;

  public StatusTable(boolean colour) {
    this.colour = colour;
  }

  /** The lines of the table, and after it what needs attention. */
  public List<String> lines(PlatformStatus status) {
    List<String> lines = new ArrayList<>();
    lines.add(summary(status));
    lines.addAll(table(status));
    status.modules().stream()
        .filter(m -> m.scaling() != null && tellsSomething(m.scaling()))
        .forEach(m -> lines.add(scaling(m)));
    status.attention().forEach(text -> lines.add("attention: " + SafeText.oneLine(text)));
    return lines;
  }

  private static String summary(PlatformStatus status) {
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

  private List<String> table(PlatformStatus status) {
    List<List<String>> rows = new ArrayList<>();
    List<PhaseSymbol> states = new ArrayList<>();
    rows.add(HEAD);
    for (ModuleStatus module : status.modules()) {
      for (InstanceStatus instance : module.instances()) {
        rows.add(row(module, instance, status.at()));
        states.add(PhaseSymbol.of(instance.observed()));
      }
      if (module.instances().isEmpty()) {
        rows.add(
            List.of(SafeText.oneLine(module.module()), "-", "gone", "-", "", "", "", "", "", ""));
        states.add(PhaseSymbol.WAITING);
      }
    }
    return layOut(rows, states);
  }

  private static List<String> row(ModuleStatus module, InstanceStatus instance, Instant now) {
    PhaseSymbol observed = PhaseSymbol.of(instance.observed());
    return List.of(
        SafeText.oneLine(module.module()),
        slot(instance.instance()),
        SafeText.orDash(instance.desired()),
        observed.shape() + " " + SafeText.orDash(instance.observed()),
        instance.incarnation() == 0 ? "-" : Long.toString(instance.incarnation()),
        containerId(instance),
        SafeText.orDash(instance.ip()),
        age(instance.lastHeard(), now),
        SafeText.orDash(instance.incident()),
        instance.reason() == null
            ? ""
            : SafeText.shortened(SafeText.oneLine(instance.reason()), LONGEST_REASON));
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

  private List<String> layOut(List<List<String>> rows, List<PhaseSymbol> states) {
    int[] widths = new int[HEAD.size()];
    rows.forEach(
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = SafeText.padded(rows.get(r).get(i), widths[i] + 2);
        boolean painted = colour && r > 0 && i == OBSERVED;
        line.append(painted ? states.get(r - 1).paint(cell) : cell);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
