package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What ends a command is said in one line")
class ErrorsTest {
  @Test
  @DisplayName("with the cause at its root, that nobody has put into words")
  void root() {
    Exception full = new IOException("No space left on device");
    Exception store = new IllegalStateException("Error opening store", new Exception("x", full));
    assertThat(Errors.explained(store)).isEqualTo("Error opening store: No space left on device");
    assertThat(Errors.explained(full)).isEqualTo("No space left on device");
    assertThat(Errors.explained(new IllegalStateException(full)))
        .isEqualTo("java.io.IOException: No space left on device");
    Exception folder = new FileSystemException("/state", null, "Read-only");
    assertThat(Errors.explained(new IllegalStateException("cannot keep state: Read-only", folder)))
        .isEqualTo("cannot keep state: Read-only");
    assertThat(Errors.explained(new CliError("no platform", "start one", full)))
        .isEqualTo(Errors.oneLine(new CliError("no platform", "start one")));
  }
}
