package rouse.executor.compose.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the tree from the parser's events rather than from its objects: only so do lines survive,
 * duplicate keys get reported together, and a hostile file meet its limits before it costs
 * anything.
 */
public final class YamlReader {
  private static final int MAX_DEPTH = 64;

  /** Nodes after aliases and merges are followed; a platform of 500 modules has some 20,000. */
  private static final int MAX_NODES = 200_000;

  private static final String MERGE = "<<";
  private static final Map<String, YamlDocument.Merging> MERGINGS =
      Map.of("!reset", YamlDocument.Merging.RESET, "!override", YamlDocument.Merging.OVERRIDE);
  private static final String STANDARD_TAG = "tag:yaml.org,2002:";

  private final String file;
  private final Iterator<Event> events;
  private final Findings findings;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int nodes;

  private record Anchored(YamlDocument node, int size) {}

  private YamlReader(String file, String text, Findings findings) {
    this.file = file;
    LoadSettings settings =
        LoadSettings.builder().setUseMarks(true).setCodePointLimit(Integer.MAX_VALUE).build();
    this.events = new Parse(settings).parseString(text).iterator();
    this.findings = findings;
  }

  /**
   * Reads the documents of a file, of which there is at least one.
   *
   * @param file its name in messages
   * @throws Refused when the text is no YAML, or hostile
   */
  public static List<YamlDocument> read(String file, String text, Findings findings)
      throws UnreadableFileException {
    try {
      return new YamlReader(file, text, findings).documents();
    } catch (MarkedYamlEngineException e) {
      SourceMark mark =
          new SourceMark(file, e.getProblemMark().map(m -> m.getLine() + 1).orElse(0));
      throw new UnreadableFileException(
          "", mark, "not YAML: " + problem(e), "Correct this line or the one above.");
    } catch (YamlEngineException e) {
      throw new UnreadableFileException(
          "",
          new SourceMark(file, 0),
          "not YAML: " + firstLine(e),
          "Save the file as plain UTF-8 text.");
    }
  }

  private static String problem(MarkedYamlEngineException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    return MessageText.clean(context + e.getProblem());
  }

  private static String firstLine(Exception e) {
    return MessageText.clean(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
  }

  /** Several in one file come over each other as several files do. */
  private List<YamlDocument> documents() throws UnreadableFileException {
    events.next();
    List<YamlDocument> documents = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.StreamEnd; e = events.next()) {
      anchors.clear();
      documents.add(node(events.next(), "", 0));
      events.next();
    }
    if (documents.isEmpty()) {
      throw new UnreadableFileException(
          "",
          new SourceMark(file, 1),
          "the file is empty",
          "Write at least one service under services:.");
    }
    return documents;
  }

  private YamlDocument node(Event event, String path, int depth) throws UnreadableFileException {
    if (depth > MAX_DEPTH) {
      throw new UnreadableFileException(
          path, mark(event), "nested deeper than " + MAX_DEPTH + " levels", "Flatten the file.");
    }
    if (event instanceof AliasEvent alias) {
      return followed(alias, path);
    }
    int before = nodes;
    count(1, path, mark(event));
    YamlDocument node =
        switch (event.getEventId()) {
          case MappingStart -> mapping((CollectionStartEvent) event, path, depth);
          case SequenceStart -> listing((CollectionStartEvent) event, path, depth);
          default -> scalar((ScalarEvent) event, path);
        };
    anchor(event).ifPresent(a -> anchors.put(a, new Anchored(node, nodes - before)));
    return node;
  }

  private YamlDocument followed(AliasEvent alias, String path) throws UnreadableFileException {
    Anchored target = anchors.get(alias.getAlias());
    if (target == null) {
      throw new UnreadableFileException(
          path,
          mark(alias),
          "*" + MessageText.clean(alias.getAlias().getValue()) + " refers to no anchor above it",
          "Define it with & before it is used; it cannot contain itself.");
    }
    count(target.size(), path, mark(alias));
    return target.node();
  }

  private void count(int more, String path, SourceMark mark) throws UnreadableFileException {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw new UnreadableFileException(
          path,
          mark,
          "the file grows beyond " + MAX_NODES + " nodes when its aliases are followed",
          "Use fewer aliases of aliases.");
    }
  }

  private YamlDocument scalar(ScalarEvent event, String path) {
    refuseTag(event.getTag(), path, mark(event));
    boolean forcedText = event.getTag().filter(t -> t.equals(STANDARD_TAG + "str")).isPresent();
    if (!event.isPlain() || forcedText) {
      return YamlDocument.Scalar.string(mark(event), event.getValue());
    }
    return new YamlDocument.Scalar(
        mark(event), PlainScalar.value(event.getValue()), event.getValue());
  }

  private YamlDocument listing(CollectionStartEvent start, String path, int depth)
      throws UnreadableFileException {
    refuseTag(start.getTag(), path, mark(start));
    List<YamlDocument> items = new ArrayList<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
      items.add(node(e, path + "[" + items.size() + "]", depth + 1));
    }
    return new YamlDocument.Listing(mark(start), items);
  }

  private YamlDocument mapping(CollectionStartEvent start, String path, int depth)
      throws UnreadableFileException {
    refuseTag(start.getTag(), path, mark(start));
    Map<String, YamlDocument.Entry> own = new LinkedHashMap<>();
    Map<String, YamlDocument.Entry> merged = new LinkedHashMap<>();
    for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
      String key = key(e, path);
      String at = path.isEmpty() ? key : path + "." + key;
      Event valueEvent = events.next();
      YamlDocument value = node(valueEvent, at, depth + 1);
      if (key.equals(MERGE) && ((ScalarEvent) e).isPlain()) {
        merge(value, merged, at);
      } else if (own.putIfAbsent(key, new YamlDocument.Entry(mark(e), value, merging(valueEvent)))
          != null) {
        findings.error(
            at,
            mark(e),
            "key "
                + MessageText.quoted(key)
                + " stands here twice, first on line "
                + own.get(key).mark().line(),
            "Remove one of them.");
      }
    }
    merged.forEach(own::putIfAbsent);
    return new YamlDocument.Mapping(mark(start), own);
  }

  private String key(Event event, String path) throws UnreadableFileException {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getValue();
    }
    throw new UnreadableFileException(
        path, mark(event), "a key that is no plain text", "Write a word as the key.");
  }

  /** What is said here wins over what is merged; of several merged, the first. */
  private void merge(YamlDocument value, Map<String, YamlDocument.Entry> merged, String path) {
    if (value instanceof YamlDocument.Mapping mapping) {
      mapping.entries().forEach(merged::putIfAbsent);
    } else if (value instanceof YamlDocument.Listing listing) {
      listing.items().forEach(item -> merge(item, merged, path));
    } else {
      findings.error(
          path, value.mark(), "only mappings can be merged", "Point << at an anchored mapping.");
    }
  }

  private void refuseTag(Optional<String> tag, String path, SourceMark mark) {
    tag.filter(t -> !t.startsWith(STANDARD_TAG) && !t.equals("!") && !MERGINGS.containsKey(t))
        .ifPresent(
            t ->
                findings.warning(
                    path,
                    mark,
                    "the tag " + MessageText.quoted(t) + " is not applied",
                    "Leave it out; Compose knows !reset and !override."));
  }

  private static YamlDocument.Merging merging(Event value) {
    Optional<String> tag =
        switch (value) {
          case ScalarEvent scalar -> scalar.getTag();
          case CollectionStartEvent start -> start.getTag();
          default -> Optional.empty();
        };
    return tag.map(MERGINGS::get).orElse(YamlDocument.Merging.MERGE);
  }

  private static Optional<Anchor> anchor(Event event) {
    return switch (event) {
      case ScalarEvent scalar -> scalar.getAnchor();
      case CollectionStartEvent start -> start.getAnchor();
      default -> Optional.empty();
    };
  }

  private SourceMark mark(Event event) {
    return new SourceMark(file, event.getStartMark().map(m -> m.getLine() + 1).orElse(0));
  }
}
