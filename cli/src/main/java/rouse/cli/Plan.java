package rouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the decider makes of a declared platform file; modules with commas between.
 *
 * @param unchanged number of modules with nothing to do
 */
record Plan(String platform, String start, String replace, String retire, int unchanged) {

  /** From the executor's answer. */
  static Plan of(JsonNode body) {
    return new Plan(
        body.path("platform").asText(),
        body.path("start").asText(),
        body.path("replace").asText(),
        body.path("retire").asText(),
        body.path("unchanged").asInt());
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
