package rouse.it.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.executor.command.CommandResult;

/**
 * Recomputes from the log which recoveries should have been ordered, and compares them with those
 * that were: it complains of too many as well as of too few.
 */
public final class RecoveryVerifier {
  private final Map<String, Container> containers = new HashMap<>();
  private final Map<InstanceId, TreeSet<Long>> evidence = new TreeMap<>(ORDER);
  private final Map<InstanceId, List<Envelope<Command>>> ordered = new TreeMap<>(ORDER);
  private final Map<String, Set<Fact>> outcomes = new HashMap<>();
  private final Set<String> idle = new HashSet<>();
  private final Set<String> spared = new HashSet<>();
  private int hostSilences;
  private final List<String> complaints = new ArrayList<>();

  private static final java.util.Comparator<InstanceId> ORDER =
      java.util.Comparator.comparing(InstanceId::toString);

  private record Container(InstanceId instance, long incarnation) {}

  /**
   * What was done to a container.
   *
   * @param failure whether it is to be recovered
   */
  public record Injected(String containerId, boolean failure) {}

  private RecoveryVerifier() {}

  /**
   * @param facts in the order of the log
   * @param commands in the order of the log
   * @param injected all that was done
   * @return what is wrong, a line each
   */
  public static List<String> complaints(
      List<Envelope<Fact>> facts, List<Envelope<Command>> commands, List<Injected> injected) {
    RecoveryVerifier verifier = new RecoveryVerifier();
    facts.forEach(fact -> verifier.read(fact.body()));
    verifier.read(commands);
    verifier.compare(injected);
    return List.copyOf(verifier.complaints);
  }

  private void read(Fact fact) {
    switch (fact) {
      case Fact.ContainerStarted started ->
          containers.put(
              started.containerId(), new Container(started.instance(), started.incarnation()));
      case Fact.CommandSucceeded outcome -> {
        outcome(outcome.commandId(), outcome);
        if (outcome.result().equals(CommandResult.ALREADY_RUNNING)) {
          idle.add(outcome.commandId());
        }
        if (outcome.containerId() != null) {
          containers.put(
              outcome.containerId(), new Container(outcome.instance(), outcome.incarnation()));
        }
      }
      case Fact.CommandFailed outcome -> {
        outcome(outcome.commandId(), outcome);
        if (outcome.spares()) {
          spared.add(outcome.commandId());
        }
      }
      case Fact.HostSilent silent -> hostSilences++;
      case Fact.ContainerDied died -> evidence(died.instance(), died.incarnation());
      case Fact.InstanceSilent silent -> evidence(silent.instance(), silent.incarnation());
      case Fact.HealthChanged changed -> {
        if (changed.health() == Fact.Health.UNHEALTHY) {
          evidence(changed.instance(), changed.incarnation());
        }
      }
      default -> {
        // No other fact is evidence of a failure.
      }
    }
  }

  /** Of a command that was delivered twice the same is said twice, under one id. */
  private void outcome(String commandId, Fact outcome) {
    outcomes.computeIfAbsent(commandId, id -> new HashSet<>()).add(outcome);
  }

  private void evidence(InstanceId instance, long incarnation) {
    evidence.computeIfAbsent(instance, i -> new TreeSet<>()).add(incarnation);
  }

  private void read(List<Envelope<Command>> commands) {
    Set<String> ids = new HashSet<>();
    for (Envelope<Command> command : commands) {
      if (!ids.add(command.id())) {
        complaints.add("twice: " + command.id());
      }
      int answers = outcomes.getOrDefault(command.id(), Set.of()).size();
      if (answers != 1) {
        complaints.add(answers + " outcomes of " + command.id());
      }
      ordered.computeIfAbsent(command.body().instance(), i -> new ArrayList<>()).add(command);
    }
  }

  private void compare(List<Injected> injected) {
    Map<InstanceId, TreeSet<Long>> expected = new TreeMap<>(ORDER);
    Map<InstanceId, TreeSet<Long>> harmless = new TreeMap<>(ORDER);
    for (Injected one : injected) {
      Container container = containers.get(one.containerId());
      if (container == null) {
        complaints.add("no fact tells of the start of " + one.containerId());
        continue;
      }
      (one.failure() ? expected : harmless)
          .computeIfAbsent(container.instance(), i -> new TreeSet<>())
          .add(container.incarnation());
    }
    Set<InstanceId> all = new TreeSet<>(ORDER);
    all.addAll(ordered.keySet());
    all.addAll(expected.keySet());
    all.addAll(evidence.keySet());
    for (InstanceId instance : all) {
      TreeSet<Long> failed = expected.getOrDefault(instance, new TreeSet<>());
      compareEvidence(instance, failed, harmless.getOrDefault(instance, new TreeSet<>()));
      compareCommands(instance, failed, harmless.containsKey(instance));
    }
  }

  private void compareEvidence(InstanceId instance, Set<Long> failed, Set<Long> harmless) {
    Set<Long> found = evidence.getOrDefault(instance, new TreeSet<>());
    for (long incarnation : found) {
      if (!failed.contains(incarnation) && !harmless.contains(incarnation)) {
        complaints.add("extra: " + instance + " accused in incarnation " + incarnation);
      }
    }
    for (long incarnation : failed) {
      if (!found.contains(incarnation)) {
        complaints.add("missed: " + instance + " failed in incarnation " + incarnation);
      }
    }
  }

  /**
   * The first starts it; each other one must follow a failure, and each failure one of them. An
   * order that its executor did not carry out, since what it goes by was over, has touched nothing.
   * Whose executor was away may be asked whether it runs, once each time; when it did, nothing came
   * of that.
   */
  private void compareCommands(InstanceId instance, TreeSet<Long> failed, boolean wasAsked) {
    List<Envelope<Command>> orders = ordered.getOrDefault(instance, List.of());
    TreeSet<Long> left = new TreeSet<>(failed);
    int questions = wasAsked ? hostSilences : 0;
    for (Envelope<Command> event : orders.subList(Math.min(1, orders.size()), orders.size())) {
      Command order = event.body();
      if (spared.contains(event.id())) {
        continue;
      }
      if (questions > 0 && order instanceof Command.EnsureRunning && idle.contains(event.id())) {
        questions--;
        continue;
      }
      Long before = left.lower(order.incarnation());
      if (before == null) {
        complaints.add(
            "extra: "
                + instance
                + " ordered as incarnation "
                + order.incarnation()
                + ", and nothing failed");
      } else {
        left.remove(before);
      }
    }
    left.forEach(
        i -> complaints.add("missed: " + instance + " not recovered from incarnation " + i));
  }
}
