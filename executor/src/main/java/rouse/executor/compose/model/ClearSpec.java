package rouse.executor.compose.model;

import java.util.List;

/**
 * Logs of an earlier run that are deleted before the platform boots: all documents of the named
 * collections, and nothing else.
 *
 * @param uri of MongoDB; holds a password as a rule, so it is not printed
 * @param database its name
 * @param collections their names
 */
public record ClearSpec(String uri, String database, List<String> collections) {
  public ClearSpec {
    collections = List.copyOf(collections);
  }

  @Override
  public String toString() {
    return "database " + database + ", collections " + String.join(", ", collections);
  }
}
