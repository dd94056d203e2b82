package rouse.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.cli.CliError;

class DataFolderTest {
  @TempDir Path folder;
  private DataFolder data;

  @BeforeEach
  void open() {
    data = new DataFolder(folder);
  }

  @Test
  @DisplayName("a dev is found again as it wrote itself down")
  void remembered() {
    assertThat(data.dev()).isEmpty();
    DevState state =
        new DevState(
            "ias", "/a \"b\"/compose.yaml", 3_000_000_000L, 1, 2, 3, "http://a", "http://b");
    data.remember(state);
    assertThat(data.dev()).contains(state);
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(strings = {"", "{", "[]", "{\"pid\":\"x\"}", "{\"brokerPort\":1.5}"})
  @DisplayName("a note that cannot be read is named, with what to do")
  void garbage(String text) throws IOException {
    Files.writeString(folder.resolve("dev.json"), text);
    assertThatThrownBy(data::dev)
        .isInstanceOf(CliError.class)
        .hasMessageContaining("cannot read " + folder.resolve("dev.json"));
  }
}
