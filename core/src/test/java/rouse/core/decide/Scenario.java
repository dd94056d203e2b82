package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.EventSchemaCheck;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.CommandKind;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.step.Alerts;

/** A conversation with the decider: facts in one after the other, decisions of the last one out. */
public final class Scenario {
  public static final HostId HOST = new HostId("host-1");
  public final PlatformState state = PlatformState.empty("ias");
  public final List<DecisionRecord> all = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-31T09:00:00Z");
  private List<DecisionRecord> last = List.of();
  private int facts;

  public static InstanceId id(String module) {
    return id(module, 1);
  }

  public static InstanceId id(String module, int slot) {
    return new InstanceId("ias", module, slot);
  }

  public Instant now() {
    return now;
  }

  Scenario fact(Fact fact) {
    return fact("f" + ++facts, fact);
  }

  Scenario fact(String factId, Fact fact) {
    now = now.plusMillis(10);
    last = Decider.decide(state, now, factId, fact);
    all.addAll(last);
    EventSchemaCheck.check(fact);
    last.forEach(decided -> EventSchemaCheck.check(decided.body()));
    return this;
  }

  public Scenario declare(PlatformSpec spec) {
    return fact(new Fact.PlatformDeclared(spec, HOST));
  }

  /** Somebody wishes the platform up. */
  public Scenario wish(PlatformSpec spec) {
    return fact(new Fact.PlatformDeclared(spec, HOST, "ops"));
  }

  /** Lets time pass as the topology does: a fact whenever a timer is due. */
  public Scenario pass(Duration time) {
    Instant end = now.plus(time);
    List<DecisionRecord> meanwhile = new ArrayList<>();
    for (Optional<Instant> due = state.nextDue();
        due.isPresent() && !due.get().isAfter(end);
        due = state.nextDue()) {
      now = due.get().isAfter(now) ? due.get() : now;
      fact(new Fact.TimePassed("ias", due.get()));
      meanwhile.addAll(last);
    }
    now = end;
    last = meanwhile;
    return this;
  }

  /** Time passes while nobody reads. */
  Scenario skip(Duration time) {
    now = now.plus(time);
    return this;
  }

  /** One look at the timers. */
  Scenario tick() {
    return fact(new Fact.TimePassed("ias", now));
  }

  public Scenario started(InstanceId id) {
    return started(id, state.instance(id).highest(), "v1");
  }

  public Scenario started(InstanceId id, long incarnation, String definition) {
    return fact(
        new Fact.ContainerStarted(
            id, incarnation, container(id, incarnation), ip(id), definition, null, HOST));
  }

  Scenario succeed(InstanceId id) {
    return succeed(id, "v1");
  }

  /** The executor carries out what is in flight, or what is when the pause before it is over. */
  Scenario succeed(InstanceId id, String definition) {
    afterPause(id);
    CommandInFlight inFlight = state.instance(id).effort().inFlight();
    if (inFlight.verb() == CommandKind.RETIRE) {
      return fact(
          new Fact.CommandSucceeded(
              inFlight.commandId(), id, inFlight.incarnation(), "retired", null, null, HOST));
    }
    List<DecisionRecord> decided = new ArrayList<>();
    started(id, inFlight.incarnation(), definition);
    decided.addAll(last);
    fact(
        new Fact.CommandSucceeded(
            inFlight.commandId(),
            id,
            inFlight.incarnation(),
            "started",
            container(id, inFlight.incarnation()),
            ip(id),
            HOST));
    decided.addAll(last);
    last = decided;
    return this;
  }

  /** Lets the pause before the next attempt pass, when there is one. */
  Scenario afterPause(InstanceId id) {
    InstanceTimer timer = state.instance(id).effort().timer();
    return timer != null && timer.kind() == InstanceTimer.Kind.RETRY
        ? pass(Duration.between(now, timer.at()).plusMillis(1))
        : this;
  }

  Scenario fail(InstanceId id, String reason) {
    CommandInFlight inFlight = state.instance(id).effort().inFlight();
    return fact(
        new Fact.CommandFailed(inFlight.commandId(), id, inFlight.incarnation(), reason, HOST));
  }

  public Scenario heard(InstanceId id, int beats) {
    return heard(id, state.instance(id).seen().incarnation(), beats);
  }

  public Scenario heard(InstanceId id, long incarnation, int beats) {
    return fact(
        new Fact.InstanceHeard(id, incarnation, now, beats, false, false, Duration.ofSeconds(3)));
  }

  public Scenario silent(InstanceId id) {
    return silent(id, state.instance(id).seen().incarnation());
  }

  public Scenario silent(InstanceId id, long incarnation) {
    return fact(
        new Fact.InstanceSilent(
            id,
            incarnation,
            now.minusSeconds(3),
            now,
            now,
            Duration.ofSeconds(3),
            0,
            1000L + facts,
            2000L + facts));
  }

  static Fact evidence(InstanceId id, long incarnation, String log) {
    return new Fact.ContainerEvidence(
        id,
        incarnation,
        container(id, incarnation),
        "died",
        1,
        null,
        false,
        null,
        null,
        null,
        null,
        log,
        false,
        HOST);
  }

  Scenario died(InstanceId id, int exitCode) {
    return died(id, state.instance(id).seen().incarnation(), exitCode);
  }

  Scenario died(InstanceId id, long incarnation, int exitCode) {
    return fact(
        new Fact.ContainerDied(id, incarnation, container(id, incarnation), exitCode, false, HOST));
  }

  /** Carried out, heard, proven. */
  Scenario bringUp(InstanceId... ids) {
    for (InstanceId id : ids) {
      succeed(id).heard(id, 1).heard(id, 3);
    }
    return this;
  }

  /** Declares them, and brings one instance of each up, in this order. */
  Scenario up(Specs.ModuleBuilder... modules) {
    declare(Specs.platform(modules));
    for (Specs.ModuleBuilder module : modules) {
      bringUp(id(module.build().name()));
    }
    return this;
  }

  /** It dies, and another container of it runs, of which nothing was heard yet. */
  Scenario comesBack(InstanceId id, long incarnation) {
    return died(id, incarnation, 1).succeed(id);
  }

  /** Its three beats. */
  Scenario proves(InstanceId id) {
    return heard(id, 1).heard(id, 3);
  }

  /** Ids of all commands for a module so far. */
  List<String> commandsOf(String module) {
    return all.stream()
        .map(DecisionRecord::body)
        .filter(Decision.CommandIssued.class::isInstance)
        .map(Decision.CommandIssued.class::cast)
        .filter(c -> c.instance().module().equals(module))
        .map(Decision.CommandIssued::commandId)
        .toList();
  }

  public static String container(InstanceId id, long incarnation) {
    return "c-" + id.module() + "-" + id.slot() + "-" + incarnation;
  }

  public static String ip(InstanceId id) {
    return "172.18.0." + (10 + Math.floorMod(id.hashCode(), 200));
  }

  List<DecisionRecord> last() {
    return last;
  }

  List<Decision> decisions() {
    return last.stream().map(DecisionRecord::body).toList();
  }

  /** Without the alerts that every incident has. */
  <D extends Decision> List<D> decisions(Class<D> type) {
    return last.stream()
        .map(DecisionRecord::body)
        .filter(d -> !isOfAnyIncident(d))
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  static boolean isOfAnyIncident(Decision decision) {
    return switch (decision) {
      case Decision.AlertRaised a -> a.kind().equals(Alerts.DOWN);
      case Decision.AlertResolved a -> a.kind().equals(Alerts.DOWN);
      default -> false;
    };
  }

  List<Command> commands() {
    return decisions(Decision.CommandIssued.class).stream()
        .map(Decision.CommandIssued::command)
        .toList();
  }

  public List<String> commandIds() {
    return decisions(Decision.CommandIssued.class).stream()
        .map(Decision.CommandIssued::commandId)
        .toList();
  }

  public InstanceState instance(String module) {
    return state.instance(id(module));
  }
}
