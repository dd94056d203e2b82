package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
                Duration.ofMillis(50),
                () -> {
                  done.add("due");
                  end.countDown();
                });
            Thread.sleep(500);
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
    worker.soon(
        () -> {
          begun.countDown();
          try {
            Thread.sleep(50_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    begun.await();
    Thread closing =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Thread.sleep(300);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  worker.close();
                });
    assertThatThrownBy(() -> worker.inTurn(() -> "never")).isInstanceOf(BootException.class);
    closing.join();
    assertThatThrownBy(() -> worker.inTurn(() -> "never")).isInstanceOf(BootException.class);
  }
}
