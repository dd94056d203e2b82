package rouse.executor.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ComposeReaderTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "ias", "compose.yaml");

  @Test
  @DisplayName("the example platform is read without an error or a finding")
  void example() throws IOException {
    ComposeResult result = ComposeReader.read(EXAMPLE, ComposeOptions.of(Map.of()));

    assertThat(result.findings()).isEmpty();
    assertThat(result.orThrow().spec().modules())
        .extracting("name")
        .contains("worker_node", "app_ui");
    assertThat(Files.exists(EXAMPLE)).isTrue();
  }
}
