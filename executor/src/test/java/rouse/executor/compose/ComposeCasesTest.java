package rouse.executor.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rouse.contracts.event.Json;
import rouse.executor.compose.model.DefinitionHash;
import rouse.executor.compose.yaml.Finding;

/**
 * Every folder under {@code compose/} is a platform written for the purpose. Comments in its file
 * say how it is read and what must come of it:
 *
 * <pre>
 * #strict          #confined         #allow NAME…          #profiles NAME…  #files NAME…          #env NAME=value
 * #is POINTER VALUE          a place in the platform that was read, and its JSON
 * #error LINE PATH | PART    an error there, and part of its text; all errors must be named
 * #warning LINE PATH | PART  likewise, and #notice, of which not all need be named
 * </pre>
 */
class ComposeCasesTest {
  private static final Path CASES = Path.of("src", "test", "resources", "compose");

  record Case(Path folder, List<String> lines) {

    List<String> after(String word) {
      return lines.stream()
          .filter(l -> l.startsWith("#" + word + " "))
          .map(l -> l.substring(word.length() + 2).strip())
          .toList();
    }

    ComposeOptions options() {
      Map<String, String> environment = new TreeMap<>(Map.of("HOME", "/home/someone"));
      after("env")
          .forEach(
              e ->
                  environment.put(e.substring(0, e.indexOf('=')), e.substring(e.indexOf('=') + 1)));
      return new ComposeOptions(
          lines.contains("#strict"),
          lines.contains("#confined"),
          words("allow"),
          environment,
          words("profiles"),
          Optional.empty());
    }

    List<Path> files() {
      String names = after("files").stream().findFirst().orElse("compose.yaml");
      return Arrays.stream(names.split(" ")).map(folder::resolve).toList();
    }

    private Set<String> words(String word) {
      return after(word).stream()
          .flatMap(l -> Arrays.stream(l.split(" ")))
          .collect(Collectors.toSet());
    }

    @Override
    public String toString() {
      return folder.getFileName().toString();
    }
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (Stream<Path> folders = Files.list(CASES)) {
      for (Path folder : folders.sorted().toList()) {
        cases.add(new Case(folder, Files.readAllLines(folder.resolve("compose.yaml"))));
      }
    }
    return cases.stream();
  }

  @Test
  @DisplayName(
      "there are more than 30 platform files of different style, and as many with mistakes")
  void enough() throws IOException {
    assertThat(cases().filter(c -> c.after("error").isEmpty())).hasSizeGreaterThanOrEqualTo(30);
    assertThat(cases().filter(c -> !c.after("error").isEmpty())).hasSizeGreaterThanOrEqualTo(25);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @DisplayName("a platform file is read as its comments say")
  void read(Case file) throws JsonProcessingException {
    ComposeResult result = ComposeReader.read(file.files(), file.options());

    assertFindings(file, result);
    if (file.after("error").isEmpty()) {
      assertThat(file.after("is")).as("expectations of " + file).isNotEmpty();
      JsonNode platform = DefinitionHash.CANONICAL.valueToTree(result.orThrow());
      for (String expected : file.after("is")) {
        int space = expected.indexOf(' ');
        JsonNode found = platform.at(expected.substring(0, space));
        assertThat(withoutFolder(found, file))
            .as(expected.substring(0, space))
            .isEqualTo(withoutNulls(Json.MAPPER.readTree(expected.substring(space + 1))));
      }
    }
  }

  private static JsonNode withoutFolder(JsonNode node, Case file) throws JsonProcessingException {
    String folder = file.folder().toAbsolutePath().normalize().toString();
    return withoutNulls(Json.MAPPER.readTree(node.toString().replace(folder, "")));
  }

  /** What is not said need not be named. */
  private static JsonNode withoutNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(p -> p.getValue().isNull());
    }
    return node;
  }

  private static void assertFindings(Case file, ComposeResult result) {
    List<String> left = new ArrayList<>();
    file.after("error").forEach(e -> left.add("ERROR " + e));
    file.after("warning").forEach(w -> left.add("WARNING " + w));
    file.after("notice").forEach(n -> left.add("NOTICE " + n));
    List<String> unexpected = new ArrayList<>();
    for (Finding finding : result.findings()) {
      String place = finding.severity() + " " + finding.line() + " " + finding.path() + " | ";
      String text = finding.message() + ". " + finding.remedy();
      boolean named =
          left.removeIf(l -> l.startsWith(place) && text.contains(l.substring(place.length())));
      if (!named && finding.severity() != Finding.Severity.NOTICE) {
        unexpected.add(place + text);
      }
    }
    assertThat(unexpected).as("findings nobody expected").isEmpty();
    assertThat(left).as("findings that are missing").isEmpty();
  }
}
