package rouse.streams.docs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;

/** The graph of one sub-topology: what is read, the nodes, their stores, and what is written. */
final class TopologyParts {
  /** What a box stands for. */
  enum Shape {
    TOPIC,
    END,
    PROCESSOR,
    STORE
  }

  /** A box. */
  record Box(String id, String label, Shape shape) {}

  /** From one box to another; a store is not written to in a direction. */
  record Edge(String from, String to, boolean store) {}

  /**
   * A graph.
   *
   * @param name by which a file of it is known
   */
  record Part(String name, Map<String, Box> boxes, List<Edge> edges) {
    private void add(String id, String label, Shape shape) {
      boxes.putIfAbsent(id, new Box(id, label, shape));
    }
  }

  private TopologyParts() {}

  /** In the order of their numbers; what every instance reads whole comes last. */
  static List<Part> of(String application, TopologyDescription description) {
    List<Part> parts = new ArrayList<>();
    description.subtopologies().stream()
        .sorted(Comparator.comparing(TopologyDescription.Subtopology::id))
        .forEach(sub -> parts.add(part(application + "-" + sub.id(), List.copyOf(sub.nodes()))));
    description.globalStores().stream()
        .sorted(Comparator.comparing(global -> global.source().name()))
        .forEach(
            global ->
                parts.add(
                    part(
                        application + "-global-" + global.id(),
                        List.of(global.source(), global.processor()))));
    return parts;
  }

  private static Part part(String name, List<Node> nodes) {
    Part part = new Part(name, new LinkedHashMap<>(), new ArrayList<>());
    nodes.stream().sorted(Comparator.comparing(Node::name)).forEach(node -> add(part, node));
    return part;
  }

  private static void add(Part part, Node node) {
    String id = id(node.name());
    boolean inner = node instanceof TopologyDescription.Processor;
    part.add(id, node.name(), inner ? Shape.PROCESSOR : Shape.END);
    switch (node) {
      case TopologyDescription.Source source ->
          source.topicSet().stream()
              .sorted()
              .forEach(topic -> edge(part, topic("from", topic, part), id, false));
      case TopologyDescription.Sink sink -> edge(part, id, topic("to", sink.topic(), part), false);
      case TopologyDescription.Processor processor ->
          processor.stores().stream()
              .sorted()
              .forEach(
                  store -> {
                    part.add("s_" + id(store), store, Shape.STORE);
                    edge(part, id, "s_" + id(store), true);
                  });
      default -> throw new IllegalStateException("a node that is none: " + node);
    }
    node.successors().stream()
        .map(Node::name)
        .sorted()
        .forEach(next -> edge(part, id, id(next), false));
  }

  /** A topic that is read and written stands at both ends. */
  private static String topic(String end, String name, Part part) {
    String id = end + "_" + id(name);
    part.add(id, name, Shape.TOPIC);
    return id;
  }

  private static void edge(Part part, String from, String to, boolean store) {
    part.edges().add(new Edge(from, to, store));
  }

  private static String id(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_");
  }

  /** For pages that draw it themselves. */
  static String mermaid(Part part) {
    StringBuilder text = new StringBuilder("```mermaid\nflowchart LR\n");
    for (Box box : part.boxes().values()) {
      String shape =
          switch (box.shape()) {
            case TOPIC -> "{{%s}}";
            case END -> "([%s])";
            case PROCESSOR -> "[%s]";
            case STORE -> "[(%s)]";
          };
      text.append("  ").append(box.id()).append(shape.formatted(box.label())).append('\n');
    }
    for (Edge edge : part.edges()) {
      String line = edge.store() ? " --- " : " --> ";
      text.append("  ").append(edge.from()).append(line).append(edge.to()).append('\n');
    }
    return text.append("```\n").toString();
  }
}
