package rouse.cli.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import rouse.cli.terminal.SafeText;
import rouse.contracts.settings.Durations;

/**
 * What the decider makes of a declared platform file; modules with commas between.
 *
 * @param made what the executor made for it before, a line each
 * @param stop how long what is replaced may take to stop
 */
public record Plan(
    String platform,
    String start,
    String replace,
    String retire,
    List<String> made,
    Duration stop) {

  /** From the executor's answer. */
  static Plan of(Map<String, String> body) {
    return new Plan(
        body.getOrDefault("platform", ""),
        body.getOrDefault("start", ""),
        body.getOrDefault("replace", ""),
        body.getOrDefault("retire", ""),
        body.getOrDefault("made", "").lines().toList(),
        Durations.parse(body.getOrDefault("stop", "0s")));
  }

  /** A line for each thing to be done. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    add(lines, "starts", start);
    add(lines, "replaces", replace);
    add(lines, "retires", retire);
    if (lines.isEmpty()) {
      lines.add("nothing has changed");
    }
    lines.addAll(0, made.stream().map(SafeText::oneLine).toList());
    return lines;
  }

  /** The modules of one of its parts. */
  public static List<String> names(String modules) {
    return Stream.of(modules.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  private static void add(List<String> lines, String verb, String modules) {
    if (!modules.isEmpty()) {
      lines.add(verb + " " + SafeText.oneLine(modules));
    }
  }
}
