package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.event.Json;
import rouse.contracts.platform.Incarnations;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;
import rouse.core.state.recovery.CommandInFlight;

/** Any facts in any order, such as no world would send them. */
class DeciderPropertiesTest {
  private static final PlatformSpec FIRST =
      platform(self("app").following("db"), docker("db"), docker("w").workers(2, 3).after("app"));
  private static final PlatformSpec SECOND =
      platform(self("app").after("db").definition("v2"), docker("db"));

  /** A fact after a wait. */
  record Sent(int waitMs, Fact fact) {}

  @Property(tries = 300)
  @Label("R28 R38 any facts: one command in flight, incarnations grow, all has a cause")
  void invariants(@ForAll("facts") List<Sent> facts) throws JsonProcessingException {
    PlatformState state = PlatformState.empty("ias");
    Instant now = Instant.parse("2026-01-31T09:00:00Z");
    Set<String> known = new HashSet<>();
    Map<InstanceId, Long> highest = new HashMap<>();
    int number = 0;
    for (Sent sent : facts) {
      now = now.plusMillis(sent.waitMs());
      String id = "f" + number++;
      known.add(id);
      Map<InstanceId, CommandInFlight> before = inFlight(state);
      List<DecisionRecord> decided = Decider.decide(state, now, id, sent.fact());
      for (DecisionRecord d : decided) {
        assertThat(known.contains(d.causationId())).as("cause of %s", d).isTrue();
        assertThat(known.add(d.id())).isTrue();
        if (d.body() instanceof Decision.CommandIssued c) {
          long incarnation = c.command().incarnation();
          assertThat(incarnation).isGreaterThan(highest.getOrDefault(c.instance(), 0L));
          highest.put(c.instance(), incarnation);
          CommandInFlight earlier = before.get(c.instance());
          boolean ended = earlier == null || ends(sent.fact(), decided, earlier);
          assertThat(ended).as("%s while one is in flight", c).isTrue();
        }
      }
      assertThat(Decider.decide(state, now, id, sent.fact())).as("a repeat").isEmpty();
    }
    for (InstanceState i : state.instances()) {
      String json = Json.MAPPER.writeValueAsString(i);
      assertThat(Json.MAPPER.readValue(json, InstanceState.class)).isEqualTo(i);
    }
    String header = Json.MAPPER.writeValueAsString(state.header());
    assertThat(Json.MAPPER.readValue(header, PlatformHeader.class)).isEqualTo(state.header());
  }

  /** The command before it came to an end in this very step. */
  private static boolean ends(Fact fact, List<DecisionRecord> decided, CommandInFlight before) {
    InstanceId id =
        InstanceId.parse(
            before
                .commandId()
                .substring(
                    before.commandId().indexOf('/') + 1, before.commandId().lastIndexOf('/')));
    boolean concluded =
        decided.stream()
            .map(DecisionRecord::body)
            .anyMatch(
                b ->
                    b instanceof Decision.OfInstance about
                        && about.instance().equals(id)
                        && (b instanceof Decision.AttemptFailed
                            || b instanceof Decision.InstanceAlive
                            || b instanceof Decision.InstanceCompleted));
    boolean answered =
        fact instanceof Fact.CommandSucceeded s && s.commandId().equals(before.commandId());
    return concluded || answered || fact instanceof Fact.TimePassed;
  }

  private static Map<InstanceId, CommandInFlight> inFlight(PlatformState state) {
    Map<InstanceId, CommandInFlight> commands = new HashMap<>();
    state.instances().forEach(i -> commands.put(i.id(), i.effort().inFlight()));
    return commands;
  }

  @Provide
  Arbitrary<List<Sent>> facts() {
    Arbitrary<Integer> waits =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(8, Arbitraries.integers().between(0, 2_000)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(60_000, 700_000)));
    return Combinators.combine(waits, fact())
        .as(Sent::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(120)
        .map(
            list -> {
              var whole = new java.util.ArrayList<>(list);
              whole.addFirst(new Sent(0, new Fact.PlatformDeclared(FIRST, HOST)));
              return whole;
            });
  }

  private static Arbitrary<Fact> fact() {
    Arbitrary<InstanceId> ids =
        Arbitraries.of("app/1", "db/1", "w/1", "w/2", "w/3", "stranger/1")
            .map(s -> InstanceId.parse("ias/" + s));
    Arbitrary<Long> incarnations =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(20, Arbitraries.longs().between(0, 8)),
            net.jqwik.api.Tuple.of(
                1, Arbitraries.of(Long.MAX_VALUE, Long.MIN_VALUE, -1L, Incarnations.HIGHEST)));
    return Combinators.combine(ids, incarnations, Arbitraries.integers().between(0, 23))
        .as(DeciderPropertiesTest::fact);
  }

  private static Fact fact(InstanceId id, long n, int kind) {
    Instant at = Instant.EPOCH;
    String container = "c" + id + n % 3;
    return switch (kind) {
      case 0 -> new Fact.PlatformDeclared(n % 2 == 0 ? FIRST : SECOND, HOST);
      case 1 -> n == 0 ? new Fact.PlatformWithdrawn("ias", "x") : new Fact.TimePassed("ias", at);
      case 2, 3 -> new Fact.InstanceHeard(id, n, at, 1, false, false, Duration.ofSeconds(3));
      case 4, 5 -> new Fact.InstanceHeard(id, n, at, 3, false, false, Duration.ofSeconds(3));
      case 6 -> new Fact.InstanceSilent(id, n, null, at, at, Duration.ofSeconds(3), 0, 1, 1);
      case 7, 8 -> new Fact.ContainerStarted(id, n, container, null, "v1", null, HOST);
      case 9 -> new Fact.ContainerDied(id, n, container, (int) n % 2, false, HOST);
      case 10 -> new Fact.ContainerStoppedByOperator(id, n, container, HOST);
      case 11 -> new Fact.HealthChanged(id, n, Health.values()[Math.floorMod(n, 3)], "docker");
      case 12 -> new Fact.HostSilent("ias", HOST, at, at, at);
      case 13 -> new Fact.HostHeard("ias", HOST, at, true);
      case 14 -> new Fact.FaultReported(id, null, null);
      case 15 -> new Fact.WorkerRequested("ias", id.module(), null, null);
      case 16 -> new Fact.RestartRequested("ias", id.module(), null, null);
      case 17 -> new Fact.ScaleRequested("ias", id.module(), Math.floorMod(n, 4), null);
      case 18 ->
          n % 2 == 0
              ? new Fact.HoldRequested("ias", id.module(), null, null)
              : new Fact.ReleaseRequested("ias", id.module(), null);
      case 19 ->
          new Fact.CommandSucceeded(
              "ensure-running/" + id + "/" + n, id, n, "started", container, null, HOST);
      case 20 ->
          new Fact.CommandSucceeded("retire/" + id + "/" + n, id, n, "retired", null, null, HOST);
      case 21 -> new Fact.ContainerPaused(id, n, container, HOST);
      case 22 -> new Fact.ContainerUnpaused(id, n, container, HOST);
      default -> new Fact.CommandFailed("replace/" + id + "/" + n, id, n, "x", HOST);
    };
  }
}
