package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.platform.InstanceId;

@DisplayName("Incarnations of containers that are restarted in place")
class RunNumbersTest {
  private static final InstanceId WEB = new InstanceId("shop", "web", 1);
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant SECOND = FIRST.plusSeconds(60);
  private static final Instant THIRD = SECOND.plusSeconds(60);
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
    assertThat(numbers().reserve("c", 4, "order-4")).isEqualTo(4);
    assertThat(numbers().isRestarting("c")).isTrue();
    assertThat(numbers().of(WEB, "c", SECOND)).isEqualTo(4);
    assertThat(numbers().isRestarting("c")).isFalse();
  }

  @Test
  @DisplayName("R7 a label that has the first number is overruled by what was ordered, once")
  void overLabels() {
    assertThat(numbers().ordered("c", Optional.of(FIRST))).isEmpty();
    numbers().first(WEB, "c", FIRST, 5);
    assertThat(numbers().reserve("c", 7, "order-7")).isEqualTo(7);
    assertThat(numbers().reserve("c", 7, "order-7")).as("ordered again").isEqualTo(7);
    assertThat(numbers().ordered("c", Optional.of(FIRST)))
        .get()
        .satisfies(run -> assertThat(run.incarnation()).isEqualTo(5))
        .satisfies(run -> assertThat(run.orderedBy()).isEmpty());
    assertThat(numbers().ordered("c", Optional.of(SECOND)))
        .get()
        .satisfies(run -> assertThat(run.incarnation()).isEqualTo(7))
        .satisfies(run -> assertThat(run.orderedBy()).contains("order-7"));
    assertThat(numbers().ordered("c", Optional.of(THIRD)))
        .as("somebody's own restart is no other incarnation")
        .get()
        .extracting(RunNumbers.Run::incarnation)
        .isEqualTo(7L);
    numbers().reserve("c", 8, "order-8");
    assertThat(numbers().ordered("c", Optional.of(THIRD)))
        .as("nor the one that was ordered after it")
        .get()
        .extracting(RunNumbers.Run::incarnation)
        .isEqualTo(7L);
  }

  @Test
  @DisplayName("numbers of a platform that was begun anew are those of its labels")
  void begunAnew() {
    numbers().first(WEB, "old", FIRST, 40);
    numbers().forgetGone(List::of);
    numbers().first(WEB, "c", FIRST, 1);
    assertThat(numbers().reserve("c", 2, "order-2")).isEqualTo(2);
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
