package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.platform.InstanceId;

@DisplayName("Incarnations of containers that are restarted in place")
class RunNumbersTest {
  private static final InstanceId WEB = new InstanceId("shop", "web", 1);
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant SECOND = FIRST.plusSeconds(60);
  @TempDir Path folder;

  private RunNumbers numbers() {
    return new RunNumbers(folder.resolve("state").resolve("runs.json"));
  }

  @Test
  @DisplayName(
      "R7 a run keeps its number, over restarts of the guard; the next run has a higher one")
  void grow() {
    assertThat(numbers().of(WEB, "c", FIRST)).isEqualTo(1);
    assertThat(numbers().of(WEB, "c", FIRST)).isEqualTo(1);
    assertThat(numbers().of(WEB, "c", SECOND)).isEqualTo(2);
    assertThat(numbers().of(WEB, "made-anew", SECOND)).isEqualTo(3);
  }

  @Test
  @DisplayName("the run that follows an order has the number that was ordered, also after a crash")
  void reserved() {
    numbers().of(WEB, "c", FIRST);
    assertThat(numbers().reserve("c", 4)).isEqualTo(4);
    assertThat(numbers().isRestarting("c")).isTrue();
    assertThat(numbers().of(WEB, "c", SECOND)).isEqualTo(4);
    assertThat(numbers().isRestarting("c")).isFalse();
  }

  @Test
  @DisplayName("a slot whose container is gone goes on counting")
  void gone() {
    RunNumbers numbers = numbers();
    numbers.of(WEB, "c", FIRST);
    numbers.forgetGone(List::of);
    assertThat(numbers.knows("c")).isFalse();
    assertThat(numbers().of(WEB, "d", SECOND)).isEqualTo(2);
  }

  @Test
  @DisplayName("a container that starts while they are listed keeps its number")
  void startsMeanwhile() {
    RunNumbers numbers = numbers();
    numbers.forgetGone(
        () -> {
          numbers.of(WEB, "c", FIRST);
          return List.of();
        });
    assertThat(numbers.of(WEB, "c", FIRST)).isEqualTo(1);
  }

  @Test
  @DisplayName("a file that cannot be read stops nobody")
  void broken() throws IOException {
    Path file = folder.resolve("runs.json");
    Files.writeString(file, "{ half");
    assertThat(new RunNumbers(file).of(WEB, "c", FIRST)).isEqualTo(1);
  }
}
