package rouse.executor.compose;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document that remembers on which line everything stands. */
sealed interface Yaml {

  /** Counted from 1. */
  int line();

  /** In the order of the file, merge keys resolved. */
  record Mapping(int line, Map<String, Entry> entries) implements Yaml {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  /** A value and the line of its key. */
  record Entry(int keyLine, Yaml value) {}

  record Listing(int line, List<Yaml> items) implements Yaml {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /**
   * @param value String, Long, Double, Boolean or null
   * @param text as written: {@code 1.10} stays that
   */
  record Scalar(int line, Object value, String text) implements Yaml {

    static Scalar string(int line, String text) {
      return new Scalar(line, text, text);
    }
  }
}
