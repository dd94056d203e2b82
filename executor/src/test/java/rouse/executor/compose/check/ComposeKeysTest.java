package rouse.executor.compose.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ComposeKeysTest {
  private static final Path PAGE = Path.of("..", "topology-docs", "compose-keys.md");

  @Test
  @DisplayName("the page of keys in the documentation is the one the code prints")
  void page() throws IOException {
    String printed = ComposeKeysPage.markdown();
    if (Boolean.getBoolean("rouse.docs.write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, printed);
    }

    assertThat(PAGE).as("print it anew with -Drouse.docs.write=true").hasContent(printed);
  }

  @Test
  @DisplayName("the schema and the four lists know the same keys")
  void schemaAndLists() throws IOException {
    JsonNode schema;
    try (InputStream in = ComposeSchema.class.getResourceAsStream("compose.schema.json")) {
      schema = new ObjectMapper().readTree(in);
    }
    Set<String> inSchema = new TreeSet<>();
    collect(schema, schema, "", inSchema, 0);

    Set<String> inLists =
        ComposeKeys.all().stream().map(ComposeKey::pattern).collect(Collectors.toSet());
    assertThat(inSchema).containsExactlyInAnyOrderElementsOf(inLists);
  }

  @Test
  @DisplayName("every key of the Compose Specification is in a list, itself or as part of another")
  void specification() throws IOException {
    assertThat(Files.readAllLines(Path.of("src/test/resources/specification-keys.txt")))
        .hasSizeGreaterThan(350)
        .allMatch(ComposeKeysTest::isKnown);
    assertThat(ComposeKeys.since().keySet()).allMatch(key -> ComposeKeys.at(key) != null);
  }

  private static boolean isKnown(String path) {
    if (ComposeKeys.at(path) != null) {
      return true;
    }
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    String above = end < 0 ? "" : path.substring(0, end);
    return !above.isEmpty() && !ComposeKeys.hasBelow(above) && isKnown(above);
  }

  private static boolean isReportedAsWhole(String pattern) {
    ComposeKey key = ComposeKeys.at(pattern);
    return key != null && key.treatment() == ComposeKey.Treatment.WARNED;
  }

  /** Every key the schema names, except below keys that are reported as a whole. */
  private static void collect(
      JsonNode root, JsonNode node, String pattern, Set<String> found, int depth) {
    JsonNode schema = node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
    assertThat(depth).isLessThan(30);
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              String at = pattern.isEmpty() ? property.getKey() : pattern + "." + property.getKey();
              if (!at.endsWith("external.name")) {
                found.add(at);
              }
              if (!isReportedAsWhole(at)) {
                collect(root, property.getValue(), at, found, depth + 1);
              }
            });
    if (schema.path("items").isObject()) {
      collect(root, schema.get("items"), pattern + "[]", found, depth + 1);
    }
    if (schema.path("additionalProperties").isObject()) {
      collect(root, schema.get("additionalProperties"), pattern + ".*", found, depth + 1);
    }
  }
}
