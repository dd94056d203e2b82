package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;

class LanesTest {
  private static InstanceId instance(int slot) {
    return new InstanceId("p", "m", slot);
  }

  @Test
  @DisplayName("one instance in order, another beside it, and work that throws stops nobody")
  void inOrderAndBeside() throws InterruptedException {
    List<Integer> order = new CopyOnWriteArrayList<>();
    CountDownLatch other = new CountDownLatch(1);
    CountDownLatch last = new CountDownLatch(1);
    try (Lanes lanes = new Lanes(2)) {
      lanes.run(
          instance(1),
          () -> {
            await(other);
            throw new IllegalStateException("one that fails");
          });
      IntStream.range(0, 100).forEach(i -> lanes.run(instance(1), () -> order.add(i)));
      lanes.run(instance(1), last::countDown);
      lanes.run(instance(2), other::countDown);
      last.await();
    }
    assertThat(order).isEqualTo(IntStream.range(0, 100).boxed().toList());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
