package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CompletionVerbTest {

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  @DisplayName("The completion knows every verb and each of its options")
  void coversEverything(String shell) {
    String script = Ran.rouse("completion", shell).out();
    Map<String, CommandLine> verbs = new TreeMap<>(Rouse.commandLine().getSubcommands());
    verbs.values().removeIf(line -> line.getCommandSpec().usageMessage().hidden());
    assertThat(verbs).hasSizeGreaterThan(15);
    for (String verb : verbs.keySet()) {
      CommandLine line = verbs.get(verb);
      assertThat(script).contains("_picocli_rouse_" + verb + "()");
      line.getCommandSpec()
          .options()
          .forEach(option -> assertThat(script).as(verb).contains(option.longestName()));
    }
  }
}
