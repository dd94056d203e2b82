package rouse.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;

/**
 * What must hold after every fact, judged from facts, decisions and nothing that the decider
 * thinks. Each family of rules has a class of its own; here is which event concerns which.
 */
public final class SimChecker {
  /** So many beats prove that an incarnation lives. */
  private static final int PROOF = 3;

  private final Set<String> known = new HashSet<>();
  private final SimFleet fleet = new SimFleet();
  private final SimCommands commands = new SimCommands();
  private final SimFollowing followers = new SimFollowing();
  private final SimReasons reasons = new SimReasons(fleet, followers);
  private final SimOrder order = new SimOrder(fleet, commands, reasons, followers);
  private final SimIncidents incidents = new SimIncidents();
  private final SimProgress progress = new SimProgress();
  private final SimBrake brake = new SimBrake();
  private final SimCorroboration corroboration = new SimCorroboration(fleet);
  private Instant newest = Instant.EPOCH;

  public int commands() {
    return commands.count();
  }

  /** Incidents that went on since what had recovered failed again. */
  public int reopened() {
    return incidents.reopened;
  }

  /** Who should have been replaced since what it has lived with was. */
  public Set<InstanceId> unfollowed() {
    return followers.due();
  }

  public void wasAway(Instant from, Instant to) {
    SimAway away = new SimAway(from, to);
    commands.wasAway(away);
    progress.wasAway(away);
  }

  /** Before the decider sees the fact; one that it has seen tells nothing new. */
  public void read(Instant at, String id, Fact fact) {
    reasons.begin();
    if (!known.add(id)) {
      return;
    }
    if (at.isBefore(newest.minusSeconds(1))) {
      clockSet(Duration.between(newest, at));
    } else if (!newest.equals(Instant.EPOCH)) {
      progress.passed(Duration.between(newest, at));
    }
    newest = newest.isAfter(at) && !at.isBefore(newest.minusSeconds(1)) ? newest : at;
    reasons.take(fact);
    corroboration.take(fact);
    if (fact instanceof Fact.OfInstance f && fleet.isNewRun(fact)) {
      ranAnew(f);
    }
    switch (fact) {
      case Fact.PlatformDeclared f -> fleet.changedBy(f).forEach(incidents::changed);
      case Fact.ContainerStoppedByOperator f -> followers.excused(f.instance().toString());
      case Fact.HoldRequested f ->
          fleet.wantedOf(f.module()).forEach(i -> followers.excused(i.toString()));
      case Fact.RestartRequested f ->
          fleet
              .instancesOf(f.module())
              .forEach(
                  i -> {
                    reasons.wished(i);
                    incidents.wished(i);
                  });
      case Fact.InstanceHeard f -> {
        progress.heard(at, f.instance());
        if (f.beats() >= PROOF && fleet.isHeld(f.instance())) {
          // Of what is held nothing is concluded; its beats prove it all the same.
          followers.proved(f.instance(), f.incarnation());
        }
      }
      case Fact.HealthChanged f -> {
        boolean healthy = f.by().equals("docker") && f.health() == Fact.Health.HEALTHY;
        if (healthy && fleet.isHeld(f.instance()) && !fleet.beatsItself(f.instance())) {
          followers.proved(f.instance(), f.incarnation());
        }
      }
      case Fact.CommandSucceeded f -> {
        commands.answered(f.instance(), f.commandId());
        if (f.result().equals("retired")) {
          followers.retired(f.instance());
        }
      }
      case Fact.CommandFailed f -> commands.answered(f.instance(), f.commandId());
      default -> {}
    }
    fleet.take(at, fact);
    corroboration.forget();
  }

  /** Log time went back. */
  private void clockSet(Duration by) {
    commands.clockSet(by);
    brake.clockSet(by);
    fleet.clockSet(by);
    corroboration.clockSet(by);
    incidents.clockSet(by);
    progress.clockSet(by);
  }

  private void ranAnew(Fact.OfInstance fact) {
    long incarnation =
        switch (fact) {
          case Fact.ContainerStarted f -> f.incarnation();
          case Fact.InstanceHeard f -> f.incarnation();
          case Fact.ContainerDied f -> f.incarnation();
          default -> throw new AssertionError("tells of no run: " + fact);
        };
    InstanceId id = fact.instance();
    reasons.ranAnew(id, incarnation);
    followers.ran(fleet.spec(), id, incarnation, fleet.present(commands.commanded()));
  }

  /** After the decider has seen the fact. */
  public void decided(Instant at, Fact fact, List<Envelope<Decision>> decisions) {
    boolean failed = decisions.stream().anyMatch(d -> d.body() instanceof Decision.AttemptFailed);
    if (fact instanceof Fact.CommandFailed f && !failed && fleet.newest(f) < f.incarnation()) {
      incidents.untried(f.instance(), f.commandId());
    }
    for (Envelope<Decision> decided : decisions) {
      assertThat(known.contains(decided.causationId())).as("causation of %s", decided).isTrue();
      assertThat(known.add(decided.id())).as("id of %s is new", decided).isTrue();
      decided(at, fact, decided.body());
    }
    brake.judge(at, fleet.isAnySilent());
    if (fact instanceof Fact.TimePassed) {
      progress.judge(at);
    }
  }

  private void decided(Instant at, Fact fact, Decision decision) {
    if (decision instanceof Decision.CommandIssued c && fleet.isChanged(c.instance())) {
      // What has done its work did it as it was defined before.
      incidents.undone(c.instance());
    }
    incidents.decided(at, decision);
    progress.decided(at, decision);
    brake.decided(at, decision);
    switch (decision) {
      case Decision.CommandIssued c -> issued(at, fact, c);
      case Decision.AttemptFailed f -> {
        if (fact instanceof Fact.TimePassed) {
          commands.overdue(at, f);
        }
        reasons.isInDoubt(f.instance());
        commands.answered(f.instance(), f.commandId());
      }
      case Decision.InstanceAlive a -> {
        reasons.lives(a.instance());
        shown(a.instance(), a.incarnation());
      }
      case Decision.InstanceCompleted c -> shown(c.instance(), c.incarnation());
      case Decision.Scaled s -> {
        for (int slot : s.retired()) {
          InstanceId id = new InstanceId(s.platform(), s.module(), slot);
          fleet.retired(id);
          followers.retired(id);
        }
      }
      case Decision.HealthProbeOrdered p -> corroboration.ordered(p);
      case Decision.RestartAbandoned r -> followers.excused(r.instance().toString());
      default -> {}
    }
  }

  /** It lives, or has done its work. */
  private void shown(InstanceId instance, long incarnation) {
    followers.proved(instance, incarnation);
    commands.shown(instance, incarnation);
  }

  private void issued(Instant at, Fact fact, Decision.CommandIssued issued) {
    InstanceId id = issued.instance();
    commands.issued(at, issued, fleet.ordered(id));
    fleet.issued(issued);
    reasons.isInDoubt(id);
    if (!reasons.isWished(id)) {
      brake.issued(at, issued, fleet.isSilent(id));
      if (issued.incidentId() != null && !issued.reason().startsWith(SimBrake.PROBE)) {
        corroboration.issued(at, issued);
      }
    }
    if (!(issued.command() instanceof Command.Retire)) {
      fleet.wanted(id);
      if (reasons.judge(fact, issued)) {
        order.inTurn(issued);
      }
      order.dependenciesFirst(fact, issued);
    }
  }
}
