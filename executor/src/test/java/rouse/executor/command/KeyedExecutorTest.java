package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;

class KeyedExecutorTest {
  private static InstanceId instance(int slot) {
    return new InstanceId("p", "m", slot);
  }

  @Test
  @DisplayName("one instance in order, another beside it, and work that throws stops nobody")
  void inOrderAndBeside() throws InterruptedException {
    List<Integer> order = new CopyOnWriteArrayList<>();
    CountDownLatch other = new CountDownLatch(1);
    CountDownLatch last = new CountDownLatch(1);
    try (KeyedExecutor lanes = new KeyedExecutor(2)) {
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

  @Test
  @DisplayName("R18 R43 one that waits aside, such as for a slow stop, takes nobody's place")
  void aside() throws InterruptedException {
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(3);
    CountDownLatch done = new CountDownLatch(1);
    try (KeyedExecutor lanes = new KeyedExecutor(1)) {
      for (int slot = 1; slot <= 3; slot++) {
        lanes.run(
            instance(slot),
            () ->
                lanes.aside(
                    () -> {
                      waiting.countDown();
                      await(slow);
                    }));
      }
      waiting.await();
      lanes.run(instance(4), done::countDown);
      done.await();
      slow.countDown();
    }
    assertThat(slow.getCount()).isZero();
  }

  @Test
  @DisplayName("after that there are as many places as before")
  void bounded() throws InterruptedException {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch last = new CountDownLatch(20);
    try (KeyedExecutor lanes = new KeyedExecutor(2)) {
      CountDownLatch back = new CountDownLatch(4);
      for (int slot = 1; slot <= 4; slot++) {
        lanes.run(
            instance(slot),
            () -> {
              lanes.aside(() -> {});
              back.countDown();
            });
      }
      back.await();
      for (int slot = 5; slot <= 24; slot++) {
        lanes.run(
            instance(slot),
            () -> {
              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              Thread.yield();
              atOnce.decrementAndGet();
              last.countDown();
            });
      }
      last.await();
    }
    assertThat(most.get()).isBetween(1, 2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
