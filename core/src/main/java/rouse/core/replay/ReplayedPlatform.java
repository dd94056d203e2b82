package rouse.core.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.UnaryOperator;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.decide.Decider;
import rouse.core.state.DecisionRecord;
import rouse.core.state.PlatformState;
import rouse.core.state.recovery.CommandKind;

/**
 * The decider of one platform, run again over its facts. What follows from a command that was
 * recorded is taken as recorded. Of one that was not, success is assumed: the container starts
 * after {@link #START}, and beats on as the recorded one did. What follows from a recorded command
 * that is not given now is left out.
 */
public final class ReplayedPlatform {
  /** What a container is assumed to need to start, and to be heard. */
  static final Duration START = Duration.ofSeconds(1);

  private static final Duration HEARD = Duration.ofSeconds(1);

  /** The recording has its own records of time that passed; ours come when those do not. */
  private static final Duration UNREAD = Duration.ofSeconds(1);

  private final PlatformState state;
  private final UnaryOperator<PlatformSpec> policy;
  private final Set<String> recorded;
  private final List<Conclusion> conclusions = new ArrayList<>();
  private final Set<String> given = new HashSet<>();
  private final Set<InstanceId> modelled = new HashSet<>();

  /** How many more incarnations an instance has had than were recorded. */
  private final Map<InstanceId, Long> shifts = new HashMap<>();

  /** Recorded incarnations whose command was not given in this run. */
  private final Set<String> absent = new HashSet<>();

  private final PriorityQueue<RecordedFact> assumed =
      new PriorityQueue<>(Comparator.comparing(RecordedFact::at));
  private int times;

  private ReplayedPlatform(
      String platform, UnaryOperator<PlatformSpec> policy, Set<String> recorded) {
    this.state = PlatformState.empty(platform);
    this.policy = policy;
    this.recorded = recorded;
  }

  /** What is decided from exactly these facts. */
  public static List<Conclusion> asRecorded(String platform, List<RecordedFact> facts) {
    ReplayedPlatform run = new ReplayedPlatform(platform, UnaryOperator.identity(), Set.of());
    facts.forEach(run::decide);
    return run.conclusions;
  }

  /**
   * What is decided with another policy.
   *
   * @param facts with what the observer would have found by that policy, in the order of time
   * @param base what is decided from the facts as they were recorded
   */
  public static List<Conclusion> under(
      UnaryOperator<PlatformSpec> policy,
      String platform,
      List<RecordedFact> facts,
      List<Conclusion> base) {
    Set<String> commands = new HashSet<>();
    base.forEach(
        c -> {
          if (c.decision() instanceof Decision.CommandIssued issued) {
            commands.add(issued.commandId());
          }
        });
    ReplayedPlatform run = new ReplayedPlatform(platform, policy, commands);
    for (RecordedFact fact : facts) {
      run.catchUp(fact.at());
      run.adapted(fact).ifPresent(run::decide);
    }
    return run.conclusions;
  }

  /** What was assumed until then, and timers that the recording says nothing of. */
  private void catchUp(Instant until) {
    while (true) {
      Instant due = state.nextDue().map(at -> at.plus(UNREAD)).orElse(Instant.MAX);
      Instant next = assumed.isEmpty() ? Instant.MAX : assumed.peek().at();
      if (next.isBefore(until) && !due.isBefore(next)) {
        decide(assumed.poll());
      } else if (due.isBefore(until)) {
        String platform = state.header().platform();
        decide(new RecordedFact("replay/" + ++times, due, new Fact.TimePassed(platform, due)));
        if (state.nextDue().filter(at -> !at.plus(UNREAD).isAfter(due)).isPresent()) {
          return; // it waits for something else than time
        }
      } else {
        return;
      }
    }
  }

  private void decide(RecordedFact fact) {
    for (DecisionRecord d : Decider.decide(state, fact.at(), fact.id(), fact.fact())) {
      boolean isModelled =
          d.body() instanceof Decision.OfInstance about && modelled.contains(about.instance());
      conclusions.add(new Conclusion(fact.at(), d.id(), d.body(), isModelled));
      if (d.body() instanceof Decision.CommandIssued issued && !recorded.isEmpty()) {
        issued(issued, fact.at());
      }
    }
  }

  private void issued(Decision.CommandIssued issued, Instant at) {
    InstanceId id = issued.instance();
    Command command = issued.command();
    long shift = shifts.getOrDefault(id, 0L);
    String then = CommandKind.of(command).commandId(id, command.incarnation() - shift);
    given.add(then);
    if (recorded.contains(then) && !absent.contains(id + "/" + (command.incarnation() - shift))) {
      return;
    }
    modelled.add(id);
    if (!recorded.contains(then)) {
      shifts.put(id, shift + 1);
    }
    assume(issued, at);
  }

  private void assume(Decision.CommandIssued issued, Instant at) {
    InstanceId id = issued.instance();
    long incarnation = issued.command().incarnation();
    HostId host = new HostId(issued.command().host() == null ? "replay" : issued.command().host());
    String name = issued.commandId();
    Instant started = at.plus(START);
    if (issued.command() instanceof Command.Retire) {
      assumed.add(
          new RecordedFact(
              "replay/outcome/" + name,
              started,
              new Fact.CommandSucceeded(name, id, incarnation, "retired", null, null, host)));
      return;
    }
    String container = "replay-" + incarnation;
    String definition = state.moduleOf(state.instance(id)).spec().definition();
    assumed.add(
        new RecordedFact(
            "replay/started/" + name,
            started,
            new Fact.ContainerStarted(id, incarnation, container, null, definition, name, host)));
    assumed.add(
        new RecordedFact(
            "replay/outcome/" + name,
            started.plusMillis(1),
            new Fact.CommandSucceeded(name, id, incarnation, "started", container, null, host)));
    Duration timeout = state.moduleOf(state.instance(id)).spec().heartbeat().longestTimeout();
    for (int beats : new int[] {1, 3}) {
      Instant heard = started.plus(HEARD).plusMillis(beats);
      assumed.add(
          new RecordedFact(
              "replay/heard/" + name + "/" + beats,
              heard,
              new Fact.InstanceHeard(id, incarnation, heard, beats, false, false, timeout)));
    }
  }

  /** The fact as it would have been; empty when it would not have been. */
  private Optional<RecordedFact> adapted(RecordedFact recordedFact) {
    Fact fact = recordedFact.fact();
    if (fact instanceof Fact.PlatformDeclared f) {
      return same(
          recordedFact, new Fact.PlatformDeclared(policy.apply(f.spec()), f.host(), f.wishedBy()));
    }
    if (!(fact instanceof Fact.OfInstance about)) {
      return Optional.of(recordedFact);
    }
    String command = commandOf(fact);
    if (command != null && recorded.contains(command) && !given.contains(command)) {
      absent.add(about.instance() + "/" + incarnationOf(fact));
      return Optional.empty();
    }
    if (absent.contains(about.instance() + "/" + incarnationOf(fact))) {
      return Optional.empty();
    }
    long shift = shifts.getOrDefault(about.instance(), 0L);
    return shift == 0 ? Optional.of(recordedFact) : same(recordedFact, shifted(fact, shift));
  }

  private static Optional<RecordedFact> same(RecordedFact recorded, Fact fact) {
    return Optional.of(new RecordedFact(recorded.id(), recorded.at(), fact));
  }

  /** Id of the command that the fact is a consequence of; null when it is of none. */
  private static String commandOf(Fact fact) {
    return switch (fact) {
      case Fact.CommandSucceeded f -> f.commandId();
      case Fact.CommandFailed f -> f.commandId();
      case Fact.ContainerStarted f -> f.commandId();
      default -> null;
    };
  }

  private static long incarnationOf(Fact fact) {
    return switch (fact) {
      case Fact.InstanceHeard f -> f.incarnation();
      case Fact.InstanceSilent f -> f.incarnation();
      case Fact.ContainerStarted f -> f.incarnation();
      case Fact.ContainerDied f -> f.incarnation();
      case Fact.ContainerEvidence f -> f.incarnation();
      case Fact.ContainerStoppedByOperator f -> f.incarnation();
      case Fact.ContainerPaused f -> f.incarnation();
      case Fact.ContainerUnpaused f -> f.incarnation();
      case Fact.HealthChanged f -> f.incarnation();
      case Fact.HealthProbed f -> f.incarnation();
      case Fact.CommandSucceeded f -> f.incarnation();
      case Fact.CommandFailed f -> f.incarnation();
      default -> -1;
    };
  }

  /** The same of a later incarnation; the container is the one that is seen, whatever its id. */
  private Fact shifted(Fact fact, long by) {
    return switch (fact) {
      case Fact.InstanceHeard f ->
          new Fact.InstanceHeard(
              f.instance(),
              f.incarnation() + by,
              f.at(),
              f.beats(),
              f.adopted(),
              f.afterSilence(),
              f.timeout());
      case Fact.InstanceSilent f ->
          new Fact.InstanceSilent(
              f.instance(),
              f.incarnation() + by,
              f.lastHeard(),
              f.deadline(),
              f.judgedAt(),
              f.timeout(),
              f.partition(),
              f.beatOffset(),
              f.tickOffset());
      case Fact.ContainerStarted f ->
          new Fact.ContainerStarted(
              f.instance(),
              f.incarnation() + by,
              f.containerId(),
              f.ip(),
              f.definition(),
              later(f.commandId(), by),
              f.host());
      case Fact.ContainerDied f ->
          new Fact.ContainerDied(
              f.instance(),
              f.incarnation() + by,
              seen(f.instance(), f.incarnation() + by, f.containerId()),
              f.exitCode(),
              f.oom(),
              f.interrupted(),
              f.host());
      case Fact.ContainerStoppedByOperator f ->
          new Fact.ContainerStoppedByOperator(
              f.instance(),
              f.incarnation() + by,
              seen(f.instance(), f.incarnation() + by, f.containerId()),
              f.host());
      case Fact.ContainerPaused f ->
          new Fact.ContainerPaused(
              f.instance(),
              f.incarnation() + by,
              seen(f.instance(), f.incarnation() + by, f.containerId()),
              f.host());
      case Fact.ContainerUnpaused f ->
          new Fact.ContainerUnpaused(
              f.instance(),
              f.incarnation() + by,
              seen(f.instance(), f.incarnation() + by, f.containerId()),
              f.host());
      case Fact.HealthChanged f ->
          new Fact.HealthChanged(f.instance(), f.incarnation() + by, f.health(), f.by());
      case Fact.HealthProbed f ->
          new Fact.HealthProbed(
              f.commandId(),
              f.instance(),
              f.incarnation() + by,
              f.result(),
              f.took(),
              f.output(),
              f.host());
      case Fact.CommandSucceeded f ->
          new Fact.CommandSucceeded(
              later(f.commandId(), by),
              f.instance(),
              f.incarnation() + by,
              f.result(),
              f.containerId(),
              f.ip(),
              f.host());
      case Fact.CommandFailed f ->
          new Fact.CommandFailed(
              later(f.commandId(), by), f.instance(), f.incarnation() + by, f.reason(), f.host());
      default -> fact;
    };
  }

  private String seen(InstanceId id, long incarnation, String container) {
    var known = state.instance(id);
    boolean current = known != null && known.seen().incarnation() == incarnation;
    return current && known.seen().containerId() != null ? known.seen().containerId() : container;
  }

  /** {@code <verb>/<instance>/<incarnation>} of a later incarnation. */
  private static String later(String commandId, long by) {
    int slash = commandId == null ? -1 : commandId.lastIndexOf('/');
    return slash < 0 || !commandId.substring(slash + 1).matches("\\d{1,18}")
        ? commandId
        : commandId.substring(0, slash + 1) + (Long.parseLong(commandId.substring(slash + 1)) + by);
  }
}
