package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.container;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.RestartPolicy;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.PlatformState;

/**
 * Every fact about one instance, in every state that it can be observed in and for all that can be
 * wanted of it. What follows stands in a table that is read and changed by people; a change of the
 * rules is seen as a change of the table.
 */
@DisplayName("What follows from every fact in every state")
class FactTableTest {
  private static final Path TABLE = Path.of("src/test/resources/fact-table.md");
  private static final InstanceId APP = id("app");
  private static final long RUNS = 2;
  private static final String CONTAINER = container(APP, RUNS);
  private static final Map<String, Fact> FACTS = facts();

  /** {@code self} beats itself; {@code docker} has a health check; {@code job} ends. */
  private static final Map<String, Specs.ModuleBuilder> MODULES = modules();

  private static Map<String, Specs.ModuleBuilder> modules() {
    Map<String, Specs.ModuleBuilder> modules = new LinkedHashMap<>();
    modules.put("docker", docker("app").healthchecked());
    modules.put("self", self("app").healthchecked());
    modules.put("job", docker("app").restart("no"));
    return modules;
  }

  private static Map<String, Fact> facts() {
    Map<String, Fact> facts = new LinkedHashMap<>();
    facts.put("first beat", heard(RUNS, 1));
    facts.put("third beat", heard(RUNS, 3));
    facts.put("beat of an older", heard(RUNS - 1, 3));
    facts.put("beat of none ordered", heard(RUNS + 9, 3));
    facts.put("silent", silent(RUNS));
    facts.put("silent, older", silent(RUNS - 1));
    facts.put("silent, none ordered", silent(RUNS + 9));
    facts.put("started", started(RUNS, CONTAINER));
    facts.put("started, older", started(RUNS - 1, "c-old"));
    facts.put("started, newer", started(RUNS + 1, "c-new"));
    facts.put("started, impossible", started(Long.MAX_VALUE, "c-new"));
    facts.put("died, 0", died(RUNS, CONTAINER, 0));
    facts.put("died, 1", died(RUNS, CONTAINER, 1));
    facts.put("died, older", died(RUNS - 1, "c-old", 1));
    facts.put("died, newer", died(RUNS + 1, "c-new", 1));
    facts.put("died, another's", died(RUNS, "c-other", 1));
    facts.put(
        "stopped by an operator", new Fact.ContainerStoppedByOperator(APP, RUNS, CONTAINER, HOST));
    facts.put("left evidence", Scenario.evidence(APP, RUNS, "last words"));
    facts.put("paused", new Fact.ContainerPaused(APP, RUNS, CONTAINER, HOST));
    facts.put("unpaused", new Fact.ContainerUnpaused(APP, RUNS, CONTAINER, HOST));
    facts.put("health starting", health(RUNS, Health.STARTING, "docker"));
    facts.put("healthy", health(RUNS, Health.HEALTHY, "docker"));
    facts.put("unhealthy", health(RUNS, Health.UNHEALTHY, "docker"));
    facts.put("unhealthy, older", health(RUNS - 1, Health.UNHEALTHY, "docker"));
    facts.put("unhealthy, newer", health(RUNS + 1, Health.UNHEALTHY, "docker"));
    facts.put(
        "health probe failed",
        new Fact.HealthProbed("probe", APP, RUNS, "unhealthy", Duration.ZERO, null, HOST));
    facts.put("unwell by itself", health(RUNS, Health.UNHEALTHY, "module"));
    facts.put("reported faulty", new Fact.FaultReported(APP, null, null));
    facts.put("restart requested", new Fact.RestartRequested("ias", "app", null, null));
    facts.put("hold requested", new Fact.HoldRequested("ias", "app", null, null));
    facts.put("release requested", new Fact.ReleaseRequested("ias", "app", null));
    facts.put("found running", outcome("already-running", RUNS, CONTAINER));
    facts.put("started by command", outcome("started", RUNS + 1, "c-new"));
    facts.put("retired", outcome("retired", RUNS, null));
    facts.put(
        "command failed", new Fact.CommandFailed("replace/ias/app/1/2", APP, RUNS, "x", HOST));
    facts.put("host silent", new Fact.HostSilent("ias", HOST, null, at(), at()));
    facts.put("host heard", new Fact.HostHeard("ias", HOST, at(), true));
    facts.put("observer blind", new Fact.ObserverBlind("ias", 0, at(), at(), "gap"));
    facts.put("load", Loads.observed(APP, RUNS, 0.5));
    facts.put("time passed", new Fact.TimePassed("ias", at()));
    facts.put("declared as before", null);
    facts.put("declared changed", null);
    facts.put("withdrawn", new Fact.PlatformWithdrawn("ias", null));
    return facts;
  }

  private static java.time.Instant at() {
    return java.time.Instant.parse("2026-01-31T09:00:00Z");
  }

  private static Fact heard(long incarnation, int beats) {
    return new Fact.InstanceHeard(
        APP, incarnation, at(), beats, false, false, Duration.ofSeconds(3));
  }

  private static Fact silent(long incarnation) {
    return new Fact.InstanceSilent(
        APP, incarnation, at(), at(), at(), Duration.ofSeconds(3), 0, 1, 2);
  }

  private static Fact started(long incarnation, String container) {
    return new Fact.ContainerStarted(APP, incarnation, container, null, "v1", null, HOST);
  }

  private static Fact died(long incarnation, String container, int exitCode) {
    return new Fact.ContainerDied(APP, incarnation, container, exitCode, false, HOST);
  }

  private static Fact health(long incarnation, Health health, String by) {
    return new Fact.HealthChanged(APP, incarnation, health, by);
  }

  private static Fact outcome(String result, long incarnation, String container) {
    String command = result.equals("retired") ? "retire" : "ensure-running";
    return new Fact.CommandSucceeded(
        command + "/" + APP + "/" + incarnation, APP, incarnation, result, container, null, HOST);
  }

  /** As it comes to be so observed; what is not reached by facts is put there. */
  private static PlatformState stateOf(
      Specs.ModuleBuilder module, DesiredState desired, ObservedPhase seen) {
    PlatformState state = PlatformState.empty("ias");
    Specs.ModuleBuilder declared = desired == DesiredState.ADOPTED ? docker("other") : module;
    state.put(InstanceState.unseen(APP, DesiredState.ADOPTED).withOrdered(RUNS - 1));
    Decider.decide(state, at(), "declared", new Fact.PlatformDeclared(platform(declared), HOST));
    Fact before = desired == DesiredState.RUNNING ? leadsTo(seen, module) : null;
    if (desired == DesiredState.RUNNING && seen == ObservedPhase.ABSENT) {
      return state;
    }
    state.put(
        InstanceState.unseen(APP, desired)
            .with(seenAs(before == null ? seen : ObservedPhase.ALIVE))
            .withOrdered(RUNS));
    if (before != null) {
      Decider.decide(state, at(), "before", before);
    }
    return state;
  }

  /** What makes one that was alive so observed; null when nothing does. */
  private static Fact leadsTo(ObservedPhase seen, Specs.ModuleBuilder module) {
    boolean beats = module.build().heartbeat().source() == HeartbeatPolicy.Source.SELF;
    boolean ends = module.build().restart().condition() == RestartPolicy.Condition.NO;
    return switch (seen) {
      case DEAD -> FACTS.get("died, 1");
      case UNHEALTHY -> FACTS.get("unhealthy");
      case SILENT -> beats ? FACTS.get("silent") : null;
      case UNKNOWN -> beats ? null : FACTS.get("silent");
      case COMPLETED -> ends ? FACTS.get("died, 0") : null;
      case ABSENT, STARTING, ALIVE, STOPPED, PAUSED -> null;
    };
  }

  private static ObservedState seenAs(ObservedPhase seen) {
    ObservedState known = ObservedState.newer(RUNS, seen, at());
    if (seen == ObservedPhase.ABSENT) {
      return known;
    }
    known = known.knowing(CONTAINER, "10.0.0.2", "v1");
    return switch (seen) {
      case ALIVE -> known.aliveAt(at());
      case UNHEALTHY -> known.withHealth(Health.UNHEALTHY);
      case DEAD -> known.ended(new ObservedState.End(1, false));
      case COMPLETED -> known.ended(new ObservedState.End(0, false));
      default -> known;
    };
  }

  private static Fact factOf(String name, Specs.ModuleBuilder module) {
    return switch (name) {
      case "declared as before" -> new Fact.PlatformDeclared(platform(module), HOST);
      case "declared changed" ->
          new Fact.PlatformDeclared(platform(MODULES.get("docker").definition("v2")), HOST);
      default -> FACTS.get(name);
    };
  }

  /** What is seen of it then, and what was decided, in words. */
  private static String follows(
      Specs.ModuleBuilder module, DesiredState desired, ObservedPhase seen, String fact) {
    PlatformState state = stateOf(module.definition("v1"), desired, seen);
    Fact sent = factOf(fact, module.definition("v1"));
    List<DecisionRecord> decided =
        Decider.decide(state, at().plusSeconds(1), "fact", sent).stream()
            .filter(d -> !(d.body() instanceof Decision.OfInstance o) || o.instance().equals(APP))
            .toList();
    module.definition("v1");
    InstanceState after = state.instance(APP);
    String now = after == null ? "forgotten" : word(after.seen().observed());
    String was = after != null && after.seen().observed() == seen ? "=" : now;
    String wanted = after == null || after.desired() == desired ? "" : " " + word(after.desired());
    String timer =
        after == null || after.effort().timer() == null
            ? ""
            : " " + word(after.effort().timer().kind());
    return was
        + wanted
        + decided.stream().map(d -> mark(d.body())).collect(Collectors.joining())
        + timer;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String mark(Decision decision) {
    return switch (decision) {
      case Decision.CommandIssued c ->
          switch (c.command()) {
            case Command.EnsureRunning e -> " **start**";
            case Command.Replace r -> " **replace**";
            case Command.Retire r -> " **retire**";
            case Command.Probe p -> " probe";
          };
      case Decision.IncidentOpened o -> " incident";
      case Decision.IncidentClosed c -> " closed";
      case Decision.JobFailed f -> " given-up";
      case Decision.AlertRaised a -> " alert";
      case Decision.Refused r -> " refused";
      case Decision.FoundAlive f -> " found-alive";
      case Decision.WatchBegun w -> " watch";
      case Decision.WatchEnded w -> " unwatch";
      default -> "";
    };
  }

  private static String table() {
    StringBuilder text =
        new StringBuilder(
            """
            # What follows from every fact in every state

            `=`: it is observed as before. Then what is wanted of it, if that changed; what was decided; and the timer that runs.
            What is wanted and dead, silent or unhealthy is being replaced already, what is absent is being started.
            """);
    for (String module : MODULES.keySet()) {
      for (DesiredState desired : DesiredState.values()) {
        if (module.equals("docker") || desired == DesiredState.RUNNING) {
          text.append("\n## ").append(module).append(", ").append(word(desired)).append("\n");
          row(
              text,
              "fact",
              Arrays.stream(ObservedPhase.values()).map(FactTableTest::word).toList());
          row(text, "---", Arrays.stream(ObservedPhase.values()).map(o -> "---").toList());
          for (String fact : FACTS.keySet()) {
            List<String> cells = new ArrayList<>();
            for (ObservedPhase seen : ObservedPhase.values()) {
              cells.add(follows(MODULES.get(module), desired, seen, fact));
            }
            row(text, fact, cells);
          }
        }
      }
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String first, List<String> cells) {
    text.append("| ").append(first).append(" | ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** Written anew with {@code -Drouse.golden=write}; the change is then read in the diff. */
  @Test
  @DisplayName("R38 is as the table says")
  void asTheTableSays() throws IOException {
    String table = table();
    if ("write".equals(System.getProperty("rouse.golden"))) {
      Files.writeString(TABLE, table);
    }
    assertThat(table).isEqualTo(Files.readString(TABLE));
  }

  @Test
  @DisplayName("R28 unhealthy is a failure of whatever runs or may run, also if nobody saw it turn")
  void unhealthy() {
    for (ObservedPhase seen : ObservedPhase.values()) {
      String follows = follows(MODULES.get("docker"), DesiredState.RUNNING, seen, "unhealthy");
      boolean mayRun =
          seen == ObservedPhase.STARTING
              || seen == ObservedPhase.ALIVE
              || seen == ObservedPhase.UNKNOWN;
      assertThat(follows.contains("incident **replace**"))
          .as("%s: %s", seen, follows)
          .isEqualTo(mayRun);
    }
  }

  @Test
  @DisplayName("R38 evidence starts nothing that is held, gone, adopted or completed")
  void leftAlone() {
    List<String> wishes =
        List.of(
            "restart requested",
            "release requested",
            "declared as before",
            "declared changed",
            "started, newer",
            "unhealthy, newer",
            "died, newer",
            "started by command");
    for (String fact : FACTS.keySet()) {
      for (ObservedPhase seen : ObservedPhase.values()) {
        for (DesiredState desired : DesiredState.values()) {
          boolean alone = desired != DesiredState.RUNNING || seen == ObservedPhase.COMPLETED;
          if (alone && !wishes.contains(fact)) {
            assertThat(follows(MODULES.get("docker"), desired, seen, fact))
                .as("%s, %s, %s", fact, desired, seen)
                .doesNotContain("start**", "replace**");
          }
        }
      }
    }
  }
}
