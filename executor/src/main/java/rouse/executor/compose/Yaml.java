package rouse.executor.compose;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document that remembers where everything stands. */
sealed interface Yaml {

  Mark mark();

  /** In the order of the file, merge keys resolved. */
  record Mapping(Mark mark, Map<String, Entry> entries) implements Yaml {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** What stands under a key, or null. */
    Yaml get(String key) {
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
  record Entry(Mark mark, Yaml value, Merging merging) {
    Entry(Mark mark, Yaml value) {
      this(mark, value, Merging.MERGE);
    }
  }

  record Listing(Mark mark, List<Yaml> items) implements Yaml {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /**
   * @param value String, Long, Double, Boolean or null
   * @param text as written: {@code 1.10} stays that
   */
  record Scalar(Mark mark, Object value, String text) implements Yaml {

    static Scalar string(Mark mark, String text) {
      return new Scalar(mark, text, text);
    }
  }

  /** The text of a scalar that is not null, else null. */
  static String text(Yaml node) {
    return node instanceof Scalar s && s.value() != null ? s.text() : null;
  }
}
