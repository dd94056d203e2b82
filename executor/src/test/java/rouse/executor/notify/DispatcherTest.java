package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Delivery.Outcome;

/** Order, retries and tarpits. */
class DispatcherTest {
  private final DispatcherStage stage = new DispatcherStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  @DisplayName(
      "R8 a message is stage.done only when what became of it is recorded, and its order is kept")
  void keepsTheOrderOfARecipient() {
    stage.dispatch(4, Duration.ofHours(1), n -> DeliveryResult.sent("ok"));
    for (int i = 0; i < 50; i++) {
      stage.add("m" + i, "a@x.org");
    }
    DispatcherStage.soon().until(() -> stage.done.size() == 50);

    assertThat(stage.carried).hasSize(50).first().isEqualTo("m0");
    assertThat(stage.carried).extracting(m -> Integer.parseInt(m.substring(1))).isSorted();
    assertThat(stage.deliveries()).hasSize(50).allMatch(d -> d.outcome() == Outcome.SENT);
  }

  @Test
  @DisplayName("R8 a failure is tried again while others are served, and said once")
  void retriesWithoutBlocking() {
    stage.dispatch(
        1,
        Duration.ofHours(1),
        n ->
            n.recipient().startsWith("bad") && !stage.done.contains("g")
                ? new DeliveryResult.Later("busy", false)
                : DeliveryResult.sent("ok"));
    stage.add("b1", "bad@x.org");
    stage.add("b2", "bad@x.org");
    stage.add("g", "good@x.org");
    DispatcherStage.soon().until(() -> stage.done.size() == 3);

    assertThat(stage.carried.indexOf("g")).isLessThan(stage.carried.lastIndexOf("b1"));
    assertThat(stage.carried).last().isEqualTo("b2");
    assertThat(stage.deliveries())
        .filteredOn(d -> d.notificationId().equals("b1"))
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.DELAYED, Outcome.SENT);
  }

  @Test
  @DisplayName("R8 tarpits delay nobody else, however many they are")
  void isolatesTarpits() {
    CountDownLatch tarpit = new CountDownLatch(1);
    stage.dispatch(
        3,
        Duration.ofHours(1),
        n -> {
          if (!n.recipient().endsWith("@tarpit.org")) {
            return DeliveryResult.sent("ok");
          }
          if (n.text().equals("first")) {
            return new DeliveryResult.Later("no answer", true);
          }
          awaitQuietly(tarpit);
          return DeliveryResult.sent("at last");
        });
    stage.add("first", "u0@tarpit.org");
    DispatcherStage.soon().until(() -> !stage.deliveries().isEmpty());
    for (int i = 1; i < 20; i++) {
      stage.add("t" + i, "u" + i + "@tarpit.org");
    }
    for (int i = 0; i < 20; i++) {
      stage.add("g" + i, "u" + i + "@good.org");
    }
    DispatcherStage.soon()
        .until(() -> stage.done.stream().filter(d -> d.startsWith("g")).count() == 20);
    assertThat(stage.done).noneMatch(d -> d.startsWith("t"));

    tarpit.countDown();
    DispatcherStage.soon()
        .until(() -> stage.done.stream().filter(d -> d.startsWith("t")).count() == 19);
  }

  @Test
  @DisplayName("R8 what is in doubt is recorded and sent again")
  void repeatsDoubts() {
    Map<String, Integer> tries = new ConcurrentHashMap<>();
    stage.dispatch(
        1,
        Duration.ofHours(1),
        n ->
            tries.merge(n.text(), 1, Integer::sum) == 1
                ? new DeliveryResult.Doubtful("dropped")
                : DeliveryResult.sent("ok"));
    stage.add("m", "a@x.org");
    stage.awaitDone("m");

    assertThat(stage.deliveries())
        .extracting(Delivery::outcome)
        .containsExactly(Outcome.UNKNOWN, Outcome.SENT);
  }

  @Test
  @DisplayName(
      "R8 what was recorded before a restart, or is another notifier's now, is not sent again")
  void skipsWhatIsDone() {
    stage.dispatch(1, Duration.ofHours(1), n -> DeliveryResult.sent("ok"));
    stage.add("m", "a@x.org");
    stage.awaitDone("m");
    stage.done.clear();
    stage.add("m", "a@x.org");
    stage.add("n", "a@x.org", false);
    stage.add("o", "a@x.org");
    stage.awaitDone("o");

    assertThat(stage.carried).containsExactly("m", "o");
    assertThat(stage.done).containsExactlyInAnyOrder("m", "o");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
