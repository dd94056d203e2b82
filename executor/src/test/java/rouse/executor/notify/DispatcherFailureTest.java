package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Delivery.Outcome;

/** What becomes of messages when something fails. */
class DispatcherFailureTest {
  private final DispatcherStage stage = new DispatcherStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  @DisplayName("R8 after the configured time it is given up, which is said once")
  void givesUp() {
    stage.dispatch(
        1,
        Duration.ofMinutes(5),
        n -> {
          stage.now.updateAndGet(t -> t.plus(Duration.ofMinutes(2)));
          return new DeliveryResult.Later("away", false);
        });
    stage.add("m", "a@x.org");
    stage.awaitDone("m");

    assertThat(stage.deliveries())
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.DELAYED, Outcome.GIVEN_UP);
    assertThat(stage.deliveries().getLast().detail()).contains("given up after 3 attempts", "away");
  }

  @Test
  void aBugCostsOneMessageOnlyTime() {
    AtomicInteger calls = new AtomicInteger();
    stage.dispatch(
        1,
        Duration.ofHours(1),
        n -> {
          if (calls.incrementAndGet() == 1) {
            throw new IllegalStateException("bug");
          }
          return DeliveryResult.sent("ok");
        });
    stage.add("m", "a@x.org");
    stage.awaitDone("m");
    assertThat(stage.deliveries().getFirst().detail()).contains("unforeseen", "bug");
  }

  @Test
  @DisplayName("R8 a way out that cannot be opened is tried again, with pauses")
  void opensAgain() {
    stage.failingOpens.set(3);
    stage.dispatch(1, Duration.ofHours(1), n -> DeliveryResult.sent("ok"));
    stage.add("m", "a@x.org");
    stage.awaitDone("m");
    assertThat(stage.opens).hasValue(4);
  }

  @Test
  @DisplayName("R8 it is not tried without a pause")
  void doesNotSpin() {
    stage.failingOpens.set(Integer.MAX_VALUE);
    stage.dispatch(1, Duration.ofHours(1), Duration.ofHours(1), n -> DeliveryResult.sent("ok"));
    stage.add("m", "a@x.org");
    DispatcherStage.soon().until(() -> stage.opens.get() > 0);
    DispatcherStage.soon().during(Duration.ofMillis(300)).until(() -> stage.opens.get() == 1);
  }

  @Test
  @DisplayName("R8 a producer that refuses a record at once costs a recipient time, and no message")
  void recordsAgain() {
    stage.dispatch(1, Duration.ofHours(1), n -> DeliveryResult.sent("ok"));
    stage.producer.sendException = new KafkaException("out of order");
    stage.add("m", "a@x.org");
    DispatcherStage.soon().until(() -> stage.carried.contains("m"));
    stage.producer.sendException = null;
    stage.awaitDone("m");
    assertThat(stage.deliveries()).extracting(Delivery::outcome).containsExactly(Outcome.SENT);
  }

  @Test
  @DisplayName("R8 without a channel it is said, never pretended")
  void saysWhatIsNotConfigured() {
    stage.dispatch(
        1,
        Duration.ofHours(1),
        Duration.ofMillis(5),
        new UnconfiguredSender("no mail server configured, set smtp.host"));
    stage.add("m", "a@x.org");
    stage.awaitDone("m");

    assertThat(stage.deliveries().getFirst().outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(stage.deliveries().getFirst().detail())
        .isEqualTo("not sent: no mail server configured, set smtp.host");
  }
}
