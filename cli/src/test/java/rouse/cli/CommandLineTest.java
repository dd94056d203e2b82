package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

  @ParameterizedTest(name = "rouse {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "dance|2|error: Unmatched argument at index 0: 'dance'; 'rouse --help' says what there is",
        "status --set http.prot=1|2|error: there is no setting http.prot; did you mean http.port?",
        "status --api http://127.0.0.1:1|1|error: no Rouse answers at http://127.0.0.1:1; start it with"
            + " 'rouse dev -f FILE', or say where it is with --api URL",
        "status --api nonsense|1|error: nonsense is no URL; give --api http://host:port",
        "scale worker_node many|2|error: Invalid value for positional parameter at index 1 (COUNT):"
            + " 'many' is not an int; 'rouse scale --help' says what there is",
      })
  @DisplayName("An error is one line on stderr that says what to do next")
  void errorsAreOneLine(String args, int code, String line) {
    Ran ran = Ran.rouse(args.split(" "));
    assertThat(ran.err().lines()).containsExactly(line);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.exitCode()).isEqualTo(code);
  }

  @Test
  @DisplayName("--debug shows where an error comes from")
  void debugShowsTheTrace() {
    Ran ran = Ran.rouse("status", "--debug", "--api", "http://127.0.0.1:1");
    assertThat(ran.err()).contains("\tat rouse.cli.client.StatusClient");
  }

  @Test
  @DisplayName("Every verb has its help, in lines a terminal shows whole")
  void everyVerbHasHelp() {
    List<String> verbs = List.copyOf(Rouse.commandLine().getSubcommands().keySet());
    assertThat(verbs).contains("status", "watch", "why", "incidents", "scale");
    assertThat(Rouse.commandLine().getSubcommands())
        .allSatisfy((name, verb) -> assertThat(verb.getCommandName()).isEqualTo(name));
    for (String verb : verbs) {
      Ran ran = Ran.rouse(verb, "--help");
      assertThat(ran.exitCode()).as(verb).isZero();
      assertThat(ran.out()).as(verb).startsWith("Usage: rouse " + verb);
    }
    assertThat(Rouse.commandLine().getUsageMessage()).doesNotContain("<");
  }
}
