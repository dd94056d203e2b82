package rouse.streams.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.streams.decide.TestStores;

@DisplayName("R22 A topic that is read once more")
class ReplayGuardTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MockProcessorContext<String, String> context = new MockProcessorContext<>();
  private final Runnable skipped = new ReplayCounter(registry, "facts");
  private ReplayGuard<String, String> guard = new ReplayGuard<>("positions", skipped);

  @BeforeEach
  void init() {
    context.addStateStore(TestStores.make(context, "positions", ReplayGuard.Position.class));
    guard.init(context);
  }

  private boolean takes(String topic, int partition, long offset, long at) {
    context.resetForwards();
    context.setRecordMetadata(topic, partition, offset);
    guard.process(new Record<>("ias", "restart app", at));
    return !context.forwarded().isEmpty();
  }

  @Test
  @DisplayName("since the group has lost its offsets: what was taken in is skipped and counted")
  void replayed() {
    assertThat(takes("facts", 0, 5, 1000)).isTrue();
    assertThat(takes("facts", 0, 9, 2000)).isTrue();
    guard = new ReplayGuard<>("positions", skipped);
    guard.init(context);
    assertThat(takes("facts", 0, 5, 1000)).as("the app was away for a week").isFalse();
    assertThat(takes("facts", 0, 9, 2000)).isFalse();
    assertThat(takes("facts", 0, 10, 2000)).isTrue();
    assertThat(registry.counter("rouse.inputs.replayed", "input", "facts").count()).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "and whose senders stamp their records: stamps that do not grow let nothing in again")
  void stampsOfSenders() {
    assertThat(takes("requests", 0, 5, 3000)).isTrue();
    assertThat(takes("requests", 0, 6, 1000)).isTrue();
    assertThat(takes("requests", 0, 5, 3000)).isFalse();
    assertThat(takes("requests", 0, 6, 1000)).isFalse();
    assertThat(takes("requests", 0, 7, 2000)).isTrue();
  }

  @Test
  @DisplayName("is judged by partition")
  void eachPartition() {
    assertThat(takes("facts", 0, 9, 2000)).isTrue();
    assertThat(takes("facts", 1, 3, 1500)).isTrue();
  }

  @Test
  @DisplayName("that was deleted and made anew is another one: it has later records")
  void anotherTopic() {
    assertThat(takes("facts", 0, 9, 2000)).isTrue();
    assertThat(takes("facts", 0, 0, 3000)).isTrue();
    assertThat(takes("facts", 0, 1, 3000)).isTrue();
    assertThat(takes("facts", 0, 0, 3000)).isFalse();
  }
}
