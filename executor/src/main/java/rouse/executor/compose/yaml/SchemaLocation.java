package rouse.executor.compose.yaml;

import java.util.List;

/** Where in a file something stands, found by its location as a validator names it. */
public record SchemaLocation(String path, SourceMark mark) {

  /**
   * @param location keys (String) and indices (Integer) from the root
   */
  public static SchemaLocation of(YamlDocument root, List<Object> location) {
    StringBuilder path = new StringBuilder();
    SourceMark mark = root.mark();
    YamlDocument node = root;
    for (Object element : location) {
      if (node instanceof YamlDocument.Listing listing && element instanceof Integer index) {
        path.append('[').append(index).append(']');
        node = index < listing.items().size() ? listing.items().get(index) : null;
        mark = node == null ? mark : node.mark();
      } else {
        path.append(path.isEmpty() ? "" : ".").append(element);
        YamlDocument.Entry entry =
            node instanceof YamlDocument.Mapping mapping
                ? mapping.entries().get(element.toString())
                : null;
        node = entry == null ? null : entry.value();
        mark = entry == null ? mark : entry.mark();
      }
    }
    return new SchemaLocation(path.toString(), mark);
  }
}
