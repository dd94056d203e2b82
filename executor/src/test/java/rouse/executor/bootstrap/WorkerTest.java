package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerTest {
  @Test
  @DisplayName("what is due takes its turn behind what was asked for while the worker was busy")
  void order() throws Exception {
    List<String> done = new ArrayList<>();
    try (Worker worker = new Worker()) {
      CountDownLatch end = new CountDownLatch(1);
      worker.inTurn(
          () -> {
            worker.in(
                Duration.ZERO,
                () -> {
                  done.add("due");
                  end.countDown();
                });
            worker.soon(() -> done.add("news"));
            return null;
          });
      end.await();
      assertThat(done).containsExactly("news", "due");
    }
  }

  @Test
  @DisplayName("what a task throws reaches whoever waits for it, and ends nothing")
  void failure() throws Exception {
    try (Worker worker = new Worker()) {
      worker.soon(
          () -> {
            throw new StackOverflowError("a task that nobody waits for");
          });
      assertThatThrownBy(
              () ->
                  worker.inTurn(
                      () -> {
                        throw new BootException("no such image");
                      }))
          .isInstanceOf(BootException.class)
          .hasMessage("no such image");
      assertThat(worker.inTurn(() -> "goes on")).isEqualTo("goes on");
    }
  }

  @Test
  @DisplayName("whoever waits for its turn is told when there will be none")
  void closed() throws Exception {
    Worker worker = new Worker();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    worker.soon(
        () -> {
          begun.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    begun.await();
    AtomicReference<Throwable> told = new AtomicReference<>();
    Thread waiting =
        Thread.ofPlatform()
            .start(() -> told.set(catchThrowable(() -> worker.inTurn(() -> "never"))));
    await().atMost(Duration.ofSeconds(30)).until(() -> waiting.getState() == Thread.State.WAITING);
    worker.close();
    waiting.join();
    assertThat(told.get()).isInstanceOf(BootException.class);
    assertThatThrownBy(() -> worker.inTurn(() -> "never")).isInstanceOf(BootException.class);
  }
}
