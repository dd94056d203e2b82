package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ExecutorVerbTest {
  @TempDir private Path folder;
  private final Logger rouse = (Logger) LoggerFactory.getLogger("rouse");
  private final Level before = rouse.getLevel();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    rouse.setLevel(Level.INFO);
    rouse.setAdditive(false);
    lines.start();
    rouse.addAppender(lines);
  }

  @AfterEach
  void leave() {
    rouse.detachAppender(lines);
    rouse.setLevel(before);
    rouse.setAdditive(true);
  }

  @Test
  @DisplayName(
      "The effective settings are said once at start, before anything can fail, no secrets")
  void saysSettings() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("compose.yaml"), "name: shop\nservices: { web: { image: web } }\n");
    Ran ran =
        Ran.rouse(
            "executor",
            "-f",
            file.toString(),
            "--set",
            "docker.host=unix://" + folder.resolve("no.sock"),
            "--set",
            "beat.secret=hush");

    assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
    List<String> said = lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(said)
        .containsOnlyOnce("setting executor.port = 6969", "setting beat.secret = (secret)")
        .noneMatch(line -> line.contains("hush"));
  }
}
