package rouse.executor.compose.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies that keep the file's order, which Map.copyOf does not. */
public final class OrderedCopies {
  private OrderedCopies() {}

  public static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
