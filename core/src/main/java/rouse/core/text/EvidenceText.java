package rouse.core.text;

import java.util.List;
import rouse.contracts.event.Fact;

/** What a container left behind, in a few lines. */
public final class EvidenceText {
  private static final int LAST_LINES = 10;
  private static final int LONGEST_LINE = 200;

  private EvidenceText() {}

  /** How it ended, and the last that it wrote. */
  static String of(Fact.ContainerEvidence evidence) {
    String end = evidence.exitCode() == null ? "it runs" : "exit code " + evidence.exitCode();
    String memory = evidence.oom() ? ", out of memory" : "";
    String check = evidence.health() == null ? "" : "; health check: " + shown(evidence.health());
    String last = lastLines(evidence);
    return end + memory + check + (last.isEmpty() ? "; it wrote nothing" : "; last lines: " + last);
  }

  /** The last lines of its log, without what would steer a terminal. */
  public static String lastLines(Fact.ContainerEvidence evidence) {
    List<String> lines =
        evidence.log().lines().map(EvidenceText::shown).filter(line -> !line.isEmpty()).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /** The same with the last whole lines of its log that fit into so many characters. */
  public static Fact.ContainerEvidence shortened(Fact.ContainerEvidence e, int longest) {
    if (e.log().length() <= longest) {
      return e;
    }
    String end = e.log().substring(e.log().length() - longest);
    String lines = end.substring(end.indexOf('\n') + 1);
    return new Fact.ContainerEvidence(
        e.instance(),
        e.incarnation(),
        e.containerId(),
        e.taken(),
        e.exitCode(),
        e.signal(),
        e.oom(),
        e.health(),
        e.imageId(),
        e.memoryLimit(),
        e.cpus(),
        lines,
        true,
        e.host());
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
  }
}
