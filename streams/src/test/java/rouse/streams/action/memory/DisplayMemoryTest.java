package rouse.streams.action.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.action.UserDisplayRecord;
import rouse.contracts.event.CloudEvents;

@DisplayName("R7 the memory of displays")
class DisplayMemoryTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private final DisplayMemory memory = new DisplayMemory(100_000);

  @Test
  @DisplayName("keeps the twenty newest of each service, newest first")
  void keepsTheNewest() {
    for (int i = 0; i < 50; i++) {
      memory.add("1", display("1", "" + i));
      memory.add("2", display("2", "x" + i));
    }

    assertThat(texts("1")).hasSize(20).startsWith("49", "48").endsWith("30");
    assertThat(texts("2")).hasSize(20).startsWith("x49").endsWith("x30");
    assertThat(texts("3")).isEmpty();
  }

  @Test
  @DisplayName("forgets whole services when full, those displayed least recently first")
  void isBounded() {
    String text = "x".repeat(1_000);
    for (int service = 0; service < 200; service++) {
      memory.add("busy", display("busy", "b" + service));
      memory.add("s" + service, display("s" + service, text));
    }

    assertThat(texts("busy")).hasSize(20).startsWith("b199");
    assertThat(texts("s199")).hasSize(1);
    assertThat(texts("s120")).hasSize(1);
    assertThat(texts("s80")).isEmpty();
  }

  @Test
  @DisplayName("keeps the service just displayed, however little room there is")
  void keepsTheLast() {
    DisplayMemory narrow = new DisplayMemory(1);
    narrow.add("1", display("1", "one"));
    narrow.add("2", display("2", "two"));

    assertThat(narrow.of("1").displays()).isEmpty();
    assertThat(narrow.of("2").displays()).hasSize(1);
  }

  @Test
  @DisplayName("is made again from the topic, without what was no display")
  void isMadeAgain() {
    DisplayReader reader = new DisplayReader();
    RememberDisplays.again(memory, reader, "1".getBytes(UTF_8), display("1", "one"));
    RememberDisplays.again(memory, reader, "1".getBytes(UTF_8), "beep".getBytes(UTF_8));
    RememberDisplays.again(memory, reader, "1".getBytes(UTF_8), null);
    RememberDisplays.again(memory, reader, "".getBytes(UTF_8), display("", "to nobody"));
    RememberDisplays.again(memory, reader, "1".getBytes(UTF_8), display("1", "y".repeat(5_000)));

    assertThat(texts("1")).containsExactly("y".repeat(4_000) + "…", "one");
    assertThat(texts("")).isEmpty();
  }

  private List<String> texts(String service) {
    return memory.of(service).displays().stream().map(UserDisplayRecord::text).toList();
  }

  private static byte[] display(String service, String text) {
    return CloudEvents.body(new UserDisplayRecord(service, text, "r", NOON));
  }
}
