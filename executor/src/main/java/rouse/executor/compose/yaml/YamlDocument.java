package rouse.executor.compose.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document that remembers where everything stands. */
public sealed interface YamlDocument {

  SourceMark mark();

  /** In the order of the file, merge keys resolved. */
  record Mapping(SourceMark mark, Map<String, Entry> entries) implements YamlDocument {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** What stands under a key, or null. */
    public YamlDocument get(String key) {
      Entry entry = entries.get(key);
      return entry == null ? null : entry.value();
    }
  }

  /** What an entry does to the one of the same key in a file below. */
  enum Merging {
    MERGE,
    /** {@code !override}: takes its place */
    OVERRIDE,
    /** {@code !reset}: takes it away */
    RESET
  }

  /** A value and the place of its key. */
  public record Entry(SourceMark mark, YamlDocument value, Merging merging) {
    public Entry(SourceMark mark, YamlDocument value) {
      this(mark, value, Merging.MERGE);
    }
  }

  record Listing(SourceMark mark, List<YamlDocument> items) implements YamlDocument {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /**
   * @param value String, Long, Double, Boolean or null
   * @param text as written: {@code 1.10} stays that
   */
  record Scalar(SourceMark mark, Object value, String text) implements YamlDocument {

    public static Scalar string(SourceMark mark, String text) {
      return new Scalar(mark, text, text);
    }
  }

  /** The text of a scalar that is not null, else null. */
  static String text(YamlDocument node) {
    return node instanceof Scalar s && s.value() != null ? s.text() : null;
  }
}
