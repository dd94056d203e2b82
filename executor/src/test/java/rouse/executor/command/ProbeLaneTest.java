package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.HealthProbed;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.evidence.HealthProbe;

@DisplayName("R18 A health check that is run on request")
class ProbeLaneTest {
  private static final InstanceId APP = new InstanceId("ias", "app", 1);
  private static final HostId HOST = new HostId("here");
  private final ConcurrentLinkedQueue<Fact> told = new ConcurrentLinkedQueue<>();

  private static List<ManagedContainer> runs(long incarnation) {
    return List.of(
        new ManagedContainer(
            "c".repeat(64),
            "ias-app-1",
            APP,
            incarnation,
            Optional.empty(),
            Optional.empty(),
            ContainerPhase.RUNNING,
            Optional.empty()));
  }

  private void order(ProbeLane lane, Instant deadline) {
    Command.Probe probe = new Command.Probe(APP, 3, "here", deadline);
    lane.run(
        Envelope.of("probe/ias/app/1/3/1", "/streams/decide", Instant.now(), probe),
        probe,
        outcome -> told.add(outcome.body()));
  }

  private HealthProbed result() {
    await().until(() -> !told.isEmpty());
    return (HealthProbed) told.poll();
  }

  @Test
  @DisplayName("tells what it said, of the incarnation that was asked for and no other")
  void result_of_the_incarnation() {
    Instant later = Instant.now().plusSeconds(60);
    HealthProbe.Result unwell = new HealthProbe.Result(HealthProbed.UNHEALTHY, "no answer");
    try (ProbeLane lane = new ProbeLane(i -> runs(3), (id, most) -> unwell, HOST, clock())) {
      order(lane, later);
      HealthProbed said = result();
      assertThat(said.result()).isEqualTo(HealthProbed.UNHEALTHY);
      assertThat(said.output()).isEqualTo("no answer");
      assertThat(said.took()).isGreaterThanOrEqualTo(Duration.ZERO);
    }
    try (ProbeLane lane = new ProbeLane(i -> runs(4), (id, most) -> unwell, HOST, clock())) {
      order(lane, later);
      assertThat(result().result()).isEqualTo(HealthProbed.GONE);
    }
    try (ProbeLane lane = new ProbeLane(i -> runs(3), (id, most) -> unwell, HOST, clock())) {
      order(lane, Instant.now().minusSeconds(60));
      assertThat(result().result()).isEqualTo(HealthProbed.NOT_RUN);
    }
  }

  @Test
  @DisplayName("however many are asked for, nobody waits: what is too much is not run, and said")
  void bounded() {
    CountDownLatch end = new CountDownLatch(1);
    HealthProbe.Result well = new HealthProbe.Result(HealthProbed.HEALTHY, "");
    ProbeLane lane =
        new ProbeLane(
            i -> runs(3),
            (id, most) -> {
              awaitEnd(end);
              return well;
            },
            HOST,
            clock());
    try (lane) {
      IntStream.range(0, 100).forEach(n -> order(lane, Instant.now().plusSeconds(60)));
      assertThat(told)
          .hasSize(100 - 64 - 4)
          .allMatch(fact -> ((HealthProbed) fact).result().equals(HealthProbed.NOT_RUN));
      end.countDown();
      await().until(() -> told.size() == 100);
    }
  }

  private static void awaitEnd(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Clock clock() {
    return Clock.systemUTC();
  }
}
