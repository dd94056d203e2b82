package rouse.executor.compose;

import java.util.List;

/** Where in a file something stands, found by its location as a validator names it. */
record Place(String path, Mark mark) {

  /**
   * @param location keys (String) and indices (Integer) from the root
   */
  static Place of(Yaml root, List<Object> location) {
    StringBuilder path = new StringBuilder();
    Mark mark = root.mark();
    Yaml node = root;
    for (Object element : location) {
      if (node instanceof Yaml.Listing listing && element instanceof Integer index) {
        path.append('[').append(index).append(']');
        node = index < listing.items().size() ? listing.items().get(index) : null;
        mark = node == null ? mark : node.mark();
      } else {
        path.append(path.isEmpty() ? "" : ".").append(element);
        Yaml.Entry entry =
            node instanceof Yaml.Mapping mapping ? mapping.entries().get(element.toString()) : null;
        node = entry == null ? null : entry.value();
        mark = entry == null ? mark : entry.mark();
      }
    }
    return new Place(path.toString(), mark);
  }
}
