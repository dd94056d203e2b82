package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.platform.InstanceId;

class DrainingOperationsTest {
  private static final Instant NOW = Instant.parse("2026-01-31T09:05:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private final List<String> done = new CopyOnWriteArrayList<>();

  private DrainingOperations operations(Consumer<Runnable> aside, Runnable wait) {
    Drain drain =
        new Drain() {
          @Override
          public void drain(InstanceId worker, long incarnation, Duration atMost) {
            done.add(
                "drain " + worker.slot() + " to " + incarnation + " for " + atMost.toSeconds());
            wait.run();
          }

          @Override
          public Duration patience(InstanceId worker) {
            return Duration.ofSeconds(30);
          }
        };
    return new DrainingOperations(new Recorded(aside), drain, CLOCK);
  }

  private DrainingOperations operations() {
    return operations(Runnable::run, () -> {});
  }

  private static InstanceId worker(int slot) {
    return new InstanceId("ias", "worker", slot);
  }

  private static Command.Retire retire(int slot, Duration left, Duration drain) {
    return new Command.Retire(worker(slot), 3, null, NOW.plus(left), drain);
  }

  @Test
  @DisplayName("R47 a retired worker is drained before it is stopped")
  void retires() {
    operations().retire(retire(2, Duration.ofSeconds(90), Duration.ofSeconds(60)));
    assertThat(done).containsExactly("drain 2 to 3 for 60", "retire 2");
  }

  @Test
  @DisplayName("R47 a drain that begins anew, after a restart, leaves its command the stop's grace")
  void retiresLate() {
    operations().retire(retire(2, Duration.ofSeconds(35), Duration.ofSeconds(60)));
    assertThat(done).containsExactly("drain 2 to 3 for 25", "retire 2");
  }

  @Test
  @DisplayName(
      "R47 a worker that is replaced while it works is drained, and its successor never is")
  void replaces() {
    Command.Replace works = new Command.Replace(worker(1), 4, null, NOW.plusSeconds(90));
    operations().replace("c1", works, GRACE);
    assertThat(done).containsExactly("drain 1 to 3 for 30", "replace 1");
  }

  @Test
  @DisplayName("R47 a worker that failed has nothing to finish")
  void replacesFailed() {
    Command.Replace failed =
        new Command.Replace(
            worker(1), 4, null, NOW.plusSeconds(90), Duration.ofSeconds(2), null, null, null, null);
    operations().replace("c1", failed, Duration.ofSeconds(2));
    assertThat(done).containsExactly("replace 1");
  }

  @Test
  @DisplayName("R47 R54 nineteen workers drain at the same time, whatever the number of threads")
  void drainsInParallel() throws InterruptedException {
    CountDownLatch draining = new CountDownLatch(19);
    try (KeyedExecutor lanes = new KeyedExecutor(2)) {
      DrainingOperations operations =
          operations(
              lanes::aside,
              () -> {
                draining.countDown();
                await(draining);
              });
      for (int slot = 2; slot <= 20; slot++) {
        Command.Retire command = retire(slot, Duration.ofSeconds(90), Duration.ofSeconds(60));
        lanes.run(command.instance(), () -> operations.retire(command));
      }
      // One after the other none of them would get past this.
      draining.await();
    }
    assertThat(done).filteredOn(line -> line.startsWith("retire")).hasSize(19);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes down what it is asked for. */
  private final class Recorded implements InstanceOperations {
    private final Consumer<Runnable> aside;

    Recorded(Consumer<Runnable> aside) {
      this.aside = aside;
    }

    @Override
    public void expect(Command command) {}

    @Override
    public void leave(Command command) {}

    @Override
    public CommandResult ensureRunning(String commandId, Command.EnsureRunning command) {
      return result("ensure", command);
    }

    @Override
    public CommandResult replace(String commandId, Command.Replace command, Duration grace) {
      return result("replace", command);
    }

    @Override
    public CommandResult retire(Command.Retire command) {
      return result("retire", command);
    }

    private CommandResult result(String verb, Command command) {
      done.add(verb + " " + command.instance().slot());
      return null;
    }

    @Override
    public Duration stopGrace(InstanceId instance) {
      return GRACE;
    }

    @Override
    public void aside(Runnable wait) {
      aside.accept(wait);
    }
  }
}
