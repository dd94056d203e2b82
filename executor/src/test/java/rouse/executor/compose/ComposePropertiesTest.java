package rouse.executor.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import rouse.executor.compose.load.Interpolation;
import rouse.executor.compose.load.Interpolation.Malformed;
import rouse.executor.compose.yaml.Findings;
import rouse.executor.compose.yaml.Section;
import rouse.executor.compose.yaml.UnreadableFileException;
import rouse.executor.compose.yaml.YamlDocument;
import rouse.executor.compose.yaml.YamlReader;

class ComposePropertiesTest {

  private static String fill(String template, Map<String, String> variables) throws Malformed {
    return new Interpolation(name -> Optional.ofNullable(variables.get(name)), unset -> {})
        .apply(template);
  }

  @Property
  @Label("text with each dollar sign doubled comes out as it was")
  void doubled(@ForAll String text) throws Malformed {
    assertThat(fill(text.replace("$", "$$"), Map.of())).isEqualTo(text);
  }

  @Property
  @Label("a variable's value is never itself filled in")
  void onlyOnce(@ForAll String value) throws Malformed {
    assertThat(fill("<${A}>", Map.of("A", value))).isEqualTo("<" + value + ">");
  }

  @Property
  @Label("the six forms choose by set, empty and unset as the specification's table says")
  void forms(@ForAll("maybe") Optional<String> value, @ForAll("words") String other)
      throws Malformed {
    Map<String, String> variables = new HashMap<>();
    value.ifPresent(v -> variables.put("A", v));
    boolean set = value.isPresent();
    boolean filled = value.filter(v -> !v.isEmpty()).isPresent();
    String own = value.orElse("");

    assertThat(fill("${A:-" + other + "}", variables)).isEqualTo(filled ? own : other);
    assertThat(fill("${A-" + other + "}", variables)).isEqualTo(set ? own : other);
    assertThat(fill("${A:+" + other + "}", variables)).isEqualTo(filled ? other : "");
    assertThat(fill("${A+" + other + "}", variables)).isEqualTo(set ? other : "");
    assertThat(fails("${A:?" + other + "}", variables)).isEqualTo(!filled);
    assertThat(fails("${A?" + other + "}", variables)).isEqualTo(!set);
  }

  @Property
  @Label("whatever the text, it is filled in or refused, and never anything else")
  void total(@ForAll("templates") String template) {
    assertThat(fails(template, Map.of("A", "1"))).isIn(true, false);
  }

  private static boolean fails(String template, Map<String, String> variables) {
    try {
      fill(template, variables);
      return false;
    } catch (Malformed e) {
      assertThat(e.remedy()).isNotEmpty();
      return true;
    }
  }

  @Property(tries = 300)
  @Label("of a merge, what is said in place wins, then the first of the merged")
  void merge(
      @ForAll @Size(max = 4) List<@From("mappings") Map<String, String>> bases,
      @ForAll("mappings") Map<String, String> own)
      throws UnreadableFileException {
    StringBuilder yaml = new StringBuilder();
    List<String> names = new ArrayList<>();
    Map<String, String> expected = new LinkedHashMap<>(own);
    for (Map<String, String> base : bases) {
      names.add("*b" + names.size());
      yaml.append("x-").append(names.size()).append(": &b").append(names.size() - 1).append(' ');
      yaml.append(flow(base)).append('\n');
      base.forEach(expected::putIfAbsent);
    }
    yaml.append("it: { <<: [").append(String.join(", ", names)).append(']');
    own.forEach((k, v) -> yaml.append(", ").append(k).append(": ").append(v));
    yaml.append(" }\n");

    Findings findings = new Findings(ComposeOptions.of(Map.of()));
    YamlDocument root = YamlReader.read("", yaml.toString(), findings).getFirst();

    assertThat(findings.sorted()).isEmpty();
    assertThat(Section.root(root, findings).at("it").plainPairs()).isEqualTo(expected);
  }

  private static String flow(Map<String, String> mapping) {
    List<String> pairs = new ArrayList<>();
    mapping.forEach((k, v) -> pairs.add(k + ": " + v));
    return "{ " + String.join(", ", pairs) + " }";
  }

  @Property
  @Label("whatever the bytes of a command, splitting it ends, and quoted words stay whole")
  void words(@ForAll("words") String one, @ForAll("words") String two) {
    assertThat(ShellWords.split("'" + one + " " + two + "' " + two + "x"))
        .contains(List.of(one + " " + two, two + "x"));
  }

  @Property
  @Label("of whatever text, reading as YAML ends in a tree or in a finding")
  void yaml(@ForAll String text) {
    try {
      assertThat(YamlReader.read("", text, new Findings(ComposeOptions.of(Map.of())))).isNotNull();
    } catch (UnreadableFileException e) {
      assertThat(e.finding().message()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<Optional<String>> maybe() {
    return words().injectNull(0.3).map(Optional::ofNullable);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withChars("0123456789_.:/-")
        .ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> templates() {
    return Arbitraries.strings().withChars("${}:-?+A B").ofMaxLength(20);
  }

  @Provide
  Arbitrary<Map<String, String>> mappings() {
    return Arbitraries.maps(
            Arbitraries.strings().withCharRange('a', 'e').ofLength(1),
            Arbitraries.strings()
                .withCharRange('a', 'z')
                .ofMinLength(1)
                .ofMaxLength(5)
                .filter(s -> !s.equals("null")))
        .ofMaxSize(4);
  }
}
