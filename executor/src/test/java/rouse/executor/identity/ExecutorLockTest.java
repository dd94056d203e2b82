package rouse.executor.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HostId;

class ExecutorLockTest {
  private static final ExecutorId ID = new ExecutorId(new HostId("web-1"), "shop");
  @TempDir private Path state;

  @Test
  @DisplayName("R18 the second process of an executor is refused, and the first is named")
  void second() {
    try (ExecutorLock first = ExecutorLock.take(state, ID)) {
      first.tell(ID, "/srv/compose.yaml", "http://127.0.0.1:6969", "kafka-1:9092");
      assertThatExceptionOfType(DuplicateExecutor.class)
          .isThrownBy(() -> ExecutorLock.take(state, ID))
          .withMessageContaining("executor web-1/shop already")
          .withMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(ExecutorLock.find(state))
          .hasValueSatisfying(
              found -> {
                assertThat(found.api()).isEqualTo("http://127.0.0.1:6969");
                assertThat(found.kafka()).isEqualTo("kafka-1:9092");
              });
    }
    assertThat(ExecutorLock.find(state)).as("it has ended").isEmpty();
    ExecutorLock.requireFree(state, ID);
  }

  @Test
  @DisplayName("R18 a process knows those of its own place, and no others")
  void places(@TempDir Path other) {
    String place = place(state);
    assertThat(place(state)).as("a successor").isEqualTo(place);
    assertThat(place(other)).isNotEqualTo(place);
  }

  private static String place(Path folder) {
    try (ExecutorLock lock = ExecutorLock.take(folder, ID)) {
      return lock.self().place();
    }
  }

  @Test
  @DisplayName(
      "what a process says of itself in its client's id is read again, foreign ids are not")
  void clientId() {
    var process = new ExecutorProcess("p-1", Instant.parse("2026-01-31T09:00:00Z"), 7, "web-1");
    assertThat(ExecutorProcess.of(process.clientId("shop.web-1"))).contains(process);
    assertThat(process).hasToString("process 7 on web-1, since 2026-01-31T09:00:00Z");
    assertThat(ExecutorProcess.of("consumer-1")).isEmpty();
  }
}
