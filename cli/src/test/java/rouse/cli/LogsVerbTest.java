package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.event.Json;

@DisplayName("rouse logs")
class LogsVerbTest {
  private static final String INCIDENT = "ias.cart.1.2-kx";
  private static final String VIEW =
      """
      {'incidentId': 'ias.cart.1.2-kx', 'instance': 'ias/cart/1', 'timeline': [],
       'evidence': [
         {'instance': 'ias/cart/1', 'incarnation': 2, 'taken': 'died', 'exitCode': 1,
          'log': 'starting\\n  \\u001b[31mno space\\u001b[0m left\\n', 'truncated': true},
         {'instance': 'ias/db/1', 'incarnation': 7, 'taken': 'removed', 'log': 'of another\\n'}]}
      """;
  @TempDir private Path folder;
  private PlayedApi api;

  @BeforeEach
  void serve() throws IOException {
    api =
        new PlayedApi()
            .answer("/api/incidents/" + INCIDENT, Json.MAPPER.readTree(VIEW.replace('\'', '"')));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  @DisplayName("B7 of an incident it shows what each container wrote last, without its colours")
  void incident() {
    Ran ran = api.rouse(folder, "logs", "--incident", INCIDENT);
    assertThat(ran.out().lines()).containsExactly("starting", "  no space left", "of another");
    assertThat(ran.err())
        .contains("-- ias/cart/1 incarnation 2, taken as it died, exit code 1; earlier lines");
    assertThat(api.rouse(folder, "logs", "db", "--incident", INCIDENT).out().lines())
        .containsExactly("of another");
  }

  @Test
  @DisplayName("wants to know whose logs")
  void nothingNamed() {
    assertThat(api.rouse(folder, "logs").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
