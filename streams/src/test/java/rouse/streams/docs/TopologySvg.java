package rouse.streams.docs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import rouse.streams.docs.TopologyParts.Box;
import rouse.streams.docs.TopologyParts.Edge;
import rouse.streams.docs.TopologyParts.Part;
import rouse.streams.docs.TopologyParts.Shape;

/** Draws a sub-topology: what flows goes from left to right, in as many columns as it has steps. */
final class TopologySvg {
  private static final double LETTER = 7.3;
  private static final int HEIGHT = 30;
  private static final int ROW = 46;
  private static final int GAP = 70;
  private static final int MARGIN = 20;
  private static final String STYLE =
      """
        <style>
          text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: #1c2430; }
          rect { stroke-width: 1.2; }
          .topic rect { fill: #e6f0ff; stroke: #2f6fdb; }
          .end rect { fill: #f3f4f6; stroke: #8a94a6; }
          .processor rect { fill: #e8f6ec; stroke: #2e8b57; }
          .store rect { fill: #fff3dc; stroke: #c98a1b; }
          path { fill: none; stroke: #8a94a6; stroke-width: 1.2; }
          path.store { stroke: #c98a1b; stroke-dasharray: 4 3; }
          @media (prefers-color-scheme: dark) {
            text { fill: #e6e9ef; }
            .topic rect { fill: #16294a; } .end rect { fill: #232a35; }
            .processor rect { fill: #14301f; } .store rect { fill: #3a2c0d; }
          }
        </style>
        <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
      <path d="M0 0 8 4 0 8z" style="fill:#8a94a6;stroke:none"/></marker></defs>
      """;

  private final Part part;
  private final Map<String, Integer> column = new HashMap<>();
  private final Map<String, Double> left = new HashMap<>();
  private final Map<String, Double> middle = new HashMap<>();

  private TopologySvg(Part part) {
    this.part = part;
  }

  static String of(Part part) {
    return new TopologySvg(part).draw();
  }

  private String draw() {
    part.boxes().keySet().forEach(this::columnOf);
    TreeMap<Integer, List<Box>> columns = new TreeMap<>();
    part.boxes()
        .values()
        .forEach(
            box -> columns.computeIfAbsent(column.get(box.id()), c -> new ArrayList<>()).add(box));
    int rows = columns.values().stream().mapToInt(List::size).max().orElse(1);
    double x = MARGIN;
    for (List<Box> boxes : columns.values()) {
      place(boxes, x, rows);
      x += boxes.stream().mapToDouble(TopologySvg::width).max().orElse(0) + GAP;
    }
    double width = x - GAP + MARGIN;
    int height = rows * ROW + 2 * MARGIN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %d\" width=\"%.0f\" role=\"img\">\n"
            .formatted(width, height, width));
    svg.append("  <title>").append(part.name()).append("</title>\n").append(STYLE.indent(0));
    part.edges().forEach(edge -> svg.append(path(edge)));
    part.boxes().values().forEach(box -> svg.append(rectangle(box)));
    return svg.append("</svg>\n").toString();
  }

  /** One more than the farthest of what leads to it. */
  private int columnOf(String id) {
    Integer known = column.get(id);
    if (known != null) {
      return known;
    }
    int found =
        part.edges().stream()
            .filter(edge -> edge.to().equals(id))
            .mapToInt(edge -> columnOf(edge.from()) + 1)
            .max()
            .orElse(0);
    column.put(id, found);
    return found;
  }

  /** Each as near as can be to the middle of what leads to it. */
  private void place(List<Box> boxes, double x, int rows) {
    boxes.sort(Comparator.comparingDouble((Box box) -> wish(box, rows)).thenComparing(Box::id));
    double free = (rows - boxes.size()) / 2.0;
    for (int i = 0; i < boxes.size(); i++) {
      left.put(boxes.get(i).id(), x);
      middle.put(boxes.get(i).id(), MARGIN + (free + i + 0.5) * ROW);
    }
  }

  private double wish(Box box, int rows) {
    double stores = box.shape() == Shape.STORE ? rows * (double) ROW : 0;
    return stores
        + part.edges().stream()
            .filter(edge -> edge.to().equals(box.id()) && middle.containsKey(edge.from()))
            .mapToDouble(edge -> middle.get(edge.from()))
            .average()
            .orElse(0);
  }

  private static double width(Box box) {
    return box.label().length() * LETTER + 24;
  }

  private String path(Edge edge) {
    Box from = part.boxes().get(edge.from());
    double x1 = left.get(edge.from()) + width(from);
    double x2 = left.get(edge.to());
    double bend = Math.max(GAP / 2.0, (x2 - x1) / 2);
    return String.format(
        Locale.ROOT,
        "  <path%s d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\"/>\n",
        edge.store() ? " class=\"store\"" : " marker-end=\"url(#tip)\"",
        x1,
        middle.get(edge.from()),
        x1 + bend,
        middle.get(edge.from()),
        x2 - bend,
        middle.get(edge.to()),
        x2,
        middle.get(edge.to()));
  }

  private String rectangle(Box box) {
    int round =
        switch (box.shape()) {
          case TOPIC -> 4;
          case END -> HEIGHT / 2;
          case PROCESSOR -> 8;
          case STORE -> 12;
        };
    double x = left.get(box.id());
    double y = middle.get(box.id());
    return String.format(
        Locale.ROOT,
        "  <g class=\"%s\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"%d\"/>"
            + "<text x=\"%.1f\" y=\"%.1f\">%s</text></g>\n",
        box.shape().name().toLowerCase(Locale.ROOT),
        x,
        y - HEIGHT / 2.0,
        width(box),
        HEIGHT,
        round,
        x + 12,
        y + 4,
        box.label());
  }
}
