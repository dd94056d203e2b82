package rouse.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the decider makes of a declared platform file; modules with commas between. */
record Plan(String platform, String start, String replace, String retire) {

  /** From the executor's answer. */
  static Plan of(Map<String, String> body) {
    return new Plan(
        body.getOrDefault("platform", ""),
        body.getOrDefault("start", ""),
        body.getOrDefault("replace", ""),
        body.getOrDefault("retire", ""));
  }

  /** A line for each thing to be done. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    add(lines, "starts", start);
    add(lines, "replaces", replace);
    add(lines, "retires", retire);
    if (lines.isEmpty()) {
      lines.add("nothing has changed");
    }
    return lines;
  }

  private static void add(List<String> lines, String verb, String modules) {
    if (!modules.isEmpty()) {
      lines.add(verb + " " + Text.oneLine(modules));
    }
  }
}
