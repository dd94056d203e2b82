package rouse.streams.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A processor that waits for a time")
class WakeUpTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
  private final List<Instant> calls = new ArrayList<>();
  private final WakeUp wakeUp = new WakeUp(context, calls::add);

  @BeforeEach
  void setClock() {
    context.setCurrentSystemTimeMs(NOON.toEpochMilli());
  }

  @Test
  @DisplayName("is woken once, and costs no punctuation from then on")
  void once() {
    wakeUp.by(NOON.plusSeconds(3));
    CapturedPunctuator only = pending().getFirst();
    assertThat(only.getInterval()).isEqualTo(Duration.ofSeconds(3));
    only.getPunctuator().punctuate(NOON.plusSeconds(3).toEpochMilli());

    assertThat(calls).containsExactly(NOON.plusSeconds(3));
    assertThat(pending()).isEmpty();
  }

  @Test
  @DisplayName("is woken at the earliest of several times, and may then wait for the next")
  void earliest() {
    wakeUp.by(NOON.plusSeconds(3));
    wakeUp.by(NOON.plusSeconds(1));
    wakeUp.by(NOON.plusSeconds(2));
    assertThat(pending()).extracting(CapturedPunctuator::getInterval).containsExactly(second(1));

    pending().getFirst().getPunctuator().punctuate(NOON.plusSeconds(1).toEpochMilli());
    wakeUp.by(NOON.plusSeconds(2));
    assertThat(pending()).hasSize(1);
  }

  @Test
  @DisplayName("is woken at once for a time that is over")
  void over() {
    wakeUp.by(NOON.minusSeconds(5));
    assertThat(pending())
        .extracting(CapturedPunctuator::getInterval)
        .containsExactly(Duration.ofMillis(1));
  }

  private List<CapturedPunctuator> pending() {
    return context.scheduledPunctuators().stream().filter(p -> !p.cancelled()).toList();
  }

  private static Duration second(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
