package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.Layouts;
import rouse.core.state.PlatformState;

/**
 * Facts of all kinds for weeks of log time: what is remembered does not grow. The number of facts is
 * {@code -Drouse.soak.facts}; by default few, so that every build has the time.
 */
@DisplayName("R22 What the decider remembers")
class FlatStateTest {
  private static final int FACTS = Integer.getInteger("rouse.soak.facts", 20_000);
  private static final HostId HOST = Scenario.HOST;
  private static final Duration STEP = Duration.ofSeconds(15);
  private static final int TENTHS = 10;

  private final Random random = new Random(7);
  private final PlatformState state = PlatformState.empty("ias");
  private final Deque<Fact> coming = new ArrayDeque<>();
  private Instant now = Instant.parse("2026-01-31T09:00:00Z");
  private long strangers;

  @Test
  @DisplayName("does not grow with what happened, whoever beats and whatever is reported")
  void flat() throws IOException {
    coming.add(new Fact.PlatformDeclared(spec("v1"), HOST));
    List<Long> sizes = new ArrayList<>();
    for (int n = 0; n < FACTS; n++) {
      now = now.plus(STEP);
      take("t" + n, new Fact.TimePassed("ias", now));
      take("f" + n, coming.isEmpty() || random.nextInt(3) == 0 ? any() : coming.poll());
      if ((n + 1) % (FACTS / TENTHS) == 0) {
        sizes.add(size());
      }
    }
    long early = sizes.subList(1, TENTHS / 2).stream().mapToLong(s -> s).max().orElseThrow();
    long late = sizes.subList(TENTHS / 2, TENTHS).stream().mapToLong(s -> s).max().orElseThrow();
    System.out.printf(
        "%,d facts, %s of log time: bytes of state after each tenth %s%n",
        FACTS, Duration.between(Instant.parse("2026-01-31T09:00:00Z"), now), sizes);
    assertThat(late).as("%s", sizes).isLessThan(early * 5 / 4);
  }

  private static PlatformSpec spec(String definition) {
    return platform(
        docker("db").healthchecked(),
        self("app").after("db").definition(definition),
        self("m1").healthchecked(),
        self("m2"),
        docker("job").restart("no"),
        docker("w").workers(3, 8));
  }

  private void take(String id, Fact fact) {
    for (DecisionRecord decided : Decider.decide(state, now, id, fact)) {
      if (decided.body() instanceof Decision.CommandIssued issued) {
        carryOut(issued.commandId(), issued.command());
      }
    }
  }

  private void carryOut(String id, Command command) {
    InstanceId i = command.instance();
    long incarnation = command.incarnation();
    if (command instanceof Command.Retire) {
      coming.add(new Fact.CommandSucceeded(id, i, incarnation, "retired", null, null, HOST));
    } else if (random.nextInt(8) == 0) {
      coming.add(new Fact.CommandFailed(id, i, incarnation, "no image", HOST));
    } else {
      String container = Scenario.container(i, incarnation);
      coming.add(new Fact.ContainerStarted(i, incarnation, container, null, "v1", id, HOST));
      coming.add(
          new Fact.CommandSucceeded(id, i, incarnation, "started", container, "10.0.0.2", HOST));
      coming.add(heard(i, incarnation, 1));
      coming.add(heard(i, incarnation, 3));
    }
  }

  private Fact heard(InstanceId i, long incarnation, int beats) {
    return new Fact.InstanceHeard(
        i, incarnation, now, beats, false, false, Duration.ofSeconds(3));
  }

  private Fact any() {
    // The observer would find out those that only beat once.
    List<InstanceState> all =
        state.instances().stream().filter(i -> i.desired() != DesiredState.ADOPTED).toList();
    InstanceState one = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    InstanceId i = one == null ? Scenario.id("app") : one.id();
    long runs = one == null ? 0 : one.seen().incarnation();
    String container = Scenario.container(i, runs);
    String module = List.of("db", "app", "m1", "m2", "w").get(random.nextInt(5));
    return switch (random.nextInt(18)) {
      case 0, 1 -> new Fact.ContainerDied(i, runs, container, random.nextInt(2), false, HOST);
      case 2, 3 ->
          new Fact.InstanceSilent(i, runs, now, now, now, Duration.ofSeconds(3), 0, 1, 2);
      case 4, 5 -> heard(i, runs, 3);
      case 6 -> new Fact.HealthChanged(i, runs, health(), "docker");
      case 7, 8 -> random.nextInt(20) == 0 ? stranger() : heard(i, runs, 3);
      case 9 -> new Fact.HoldRequested("ias", module, "ops", null, Duration.ofMinutes(5));
      case 10 -> new Fact.ReleaseRequested("ias", module, "ops");
      case 11 -> new Fact.RestartRequested("ias", module, "ops", null);
      case 12 -> new Fact.ScaleRequested("ias", "w", 1 + random.nextInt(6), "ops", null);
      case 13 -> new Fact.WorkerRequested("ias", "w", "sim", null);
      case 14 ->
          random.nextBoolean()
              ? new Fact.HostSilent("ias", HOST, null, now, now)
              : new Fact.HostHeard("ias", HOST, now, true);
      case 15 -> new Fact.ContainerStoppedByOperator(i, runs, container, HOST);
      case 16 -> Loads.observed(new InstanceId("ias", "w", 1), runs, random.nextDouble());
      default -> new Fact.PlatformDeclared(spec("v" + (1 + random.nextInt(2))), HOST);
    };
  }

  /** Somebody whom nobody declared beats once, and is found silent. */
  private Fact stranger() {
    InstanceId id = new InstanceId("ias", "stranger" + strangers++, 1);
    coming.add(
        new Fact.InstanceSilent(id, 0, now, now, now, Duration.ofSeconds(3), 0, 1, 2));
    return heard(id, 0, 1);
  }

  private Health health() {
    return Health.values()[random.nextInt(Health.values().length)];
  }

  private long size() throws IOException {
    long bytes = Layouts.HEADER.write(state.header()).length;
    for (InstanceState i : state.instances()) {
      bytes += Layouts.INSTANCE.write(i).length;
    }
    return bytes;
  }
}
