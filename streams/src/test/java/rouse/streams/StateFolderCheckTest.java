package rouse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The folder of the state")
class StateFolderCheckTest {
  @TempDir Path folder;

  @Test
  @DisplayName("R20 is made, and nothing stays in it")
  void made() throws IOException {
    Path state = folder.resolve("a/b");
    StateFolderCheck.requireRoom(state);
    try (var files = Files.list(state)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  @DisplayName("R20 that cannot be had is named, with what to do")
  void taken() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> StateFolderCheck.requireRoom(file.resolve("state")))
        .hasMessageContaining("cannot keep state in " + file.resolve("state"))
        .hasMessageContaining("set state.dir");
  }
}
