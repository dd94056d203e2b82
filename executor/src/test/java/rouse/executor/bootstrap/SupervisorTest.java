package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.executor.docker.EngineException;

class SupervisorTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final InstanceId KAFKA = InstanceId.parse("p/kafka/1");
  private static final HostId HOST = new HostId("here");

  /** One attempt, and then one trial in ten minutes, longer than any of these tests. */
  private static final RecoveryPolicy POLICY =
      new RecoveryPolicy(null, 1, Duration.ofMinutes(10), null);

  private final List<Long> started = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger engineAway = new AtomicInteger();
  private Supervisor supervisor;

  @BeforeEach
  void open() {
    supervisor =
        new Supervisor(
            (instance, incarnation, reason) -> {
              started.add(incarnation);
              if (engineAway.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new EngineException(EngineException.Kind.UNREACHABLE, "no engine", null);
              }
            },
            module -> false,
            (about, occasion, text, over) -> told.add((over ? "over: " : "raised: ") + text),
            Duration.ofMillis(50),
            Clock.systemUTC());
    supervisor.keep(KAFKA, module(POLICY), 1);
  }

  @AfterEach
  void close() {
    supervisor.close();
  }

  private static ModuleSpec module(RecoveryPolicy policy) {
    return new ModuleSpec(
        "kafka",
        null,
        null,
        1,
        null,
        policy,
        null,
        null,
        ModuleSpec.Supervisor.EXECUTOR,
        null,
        false,
        false,
        null);
  }

  private void dies(long incarnation) {
    tell(new Fact.ContainerDied(KAFKA, incarnation, "c" + incarnation, 1, false, HOST));
  }

  private void starts(long incarnation) {
    tell(new Fact.ContainerStarted(KAFKA, incarnation, "c" + incarnation, null, null, null, HOST));
  }

  private void health(long incarnation, Fact.Health health) {
    tell(new Fact.HealthChanged(KAFKA, incarnation, health, "docker"));
  }

  /** What is told is worked on in order: when the last is, all before it was. */
  private void awaitEnd() {
    InstanceId last = InstanceId.parse("p/last/1");
    supervisor.keep(last, module(POLICY), 100);
    supervisor.recover(last, "it is the last");
    await().atMost(SOON).until(() -> started.contains(101L));
  }

  private void tell(Fact fact) {
    supervisor.on(Envelope.of("f" + fact.hashCode(), "/test", Instant.now(), fact));
  }

  @Test
  @DisplayName("what died is started with the next incarnation, and nobody is told")
  void recovers() {
    dies(1);
    await().atMost(SOON).until(() -> started.equals(List.of(2L)));
    assertThat(told).isEmpty();
  }

  @Test
  @DisplayName("what cannot be kept alive is told once, and once more when it lives again")
  void quarantine() {
    dies(1);
    await().atMost(SOON).until(() -> started.equals(List.of(2L)));
    starts(2);
    dies(2);
    await().atMost(SOON).until(() -> !told.isEmpty());
    dies(2);
    // Somebody mends and starts it before the trial is due.
    starts(3);
    await().atMost(SOON).until(() -> told.size() == 2);
    assertThat(told.get(0))
        .startsWith("raised: p/kafka/1 cannot be kept alive (it ended with exit code 1)")
        .contains("docker logs p-kafka-1");
    assertThat(told.get(1)).isEqualTo("over: p/kafka/1 is alive again, incarnation 3");
  }

  @Test
  @DisplayName("what somebody stopped is left so")
  void stopped() {
    tell(new Fact.ContainerStoppedByOperator(KAFKA, 1, "c1", HOST));
    tell(new Fact.ContainerDied(InstanceId.parse("p/other/1"), 1, "c", 1, false, HOST));
    // What is told is worked on in order: after this death the others are behind us.
    dies(1);
    await().atMost(SOON).until(() -> !started.isEmpty());
    assertThat(started).containsExactly(2L);
  }

  @Test
  @DisplayName("what is healthy again before its next attempt is left alone, and that is told")
  void healthyAgain() {
    health(1, Fact.Health.UNHEALTHY);
    await().atMost(SOON).until(() -> started.equals(List.of(2L)));
    starts(2);
    health(2, Fact.Health.UNHEALTHY);
    await().atMost(SOON).until(() -> told.size() == 1);

    health(2, Fact.Health.HEALTHY);
    await().atMost(SOON).until(() -> told.size() == 2);
    assertThat(told.get(1)).isEqualTo("over: p/kafka/1 is alive again, incarnation 2");
    assertThat(supervisor.hasPending(KAFKA)).isFalse();
    assertThat(started).containsExactly(2L);
  }

  @Test
  @DisplayName("what observes again before its next attempt is left alone")
  void observesAgain() {
    supervisor.recover(KAFKA, "it has stopped observing");
    await().atMost(SOON).until(() -> started.equals(List.of(2L)));
    starts(2);
    supervisor.recover(KAFKA, "it has stopped observing");
    await().atMost(SOON).until(() -> supervisor.hasPending(KAFKA));

    supervisor.isWell(KAFKA);
    await().atMost(SOON).until(() -> !supervisor.hasPending(KAFKA));
  }

  @Test
  @DisplayName("what has ended is brought back, also when another observer does the work meanwhile")
  void endedIsNotWell() {
    dies(1);
    await().atMost(SOON).until(() -> started.equals(List.of(2L)));
    starts(2);
    dies(2);
    await().atMost(SOON).until(() -> supervisor.hasPending(KAFKA));

    supervisor.isWell(KAFKA);
    awaitEnd();
    assertThat(supervisor.hasPending(KAFKA)).isTrue();
  }

  @Test
  @DisplayName("an engine that is away is no failure of the module")
  void engineAway() {
    engineAway.set(3);
    dies(1);
    await().atMost(SOON).until(() -> started.size() == 4);
    assertThat(started).containsOnly(2L);
    assertThat(told).isEmpty();
  }
}
