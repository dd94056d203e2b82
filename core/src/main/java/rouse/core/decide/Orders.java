package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.core.state.InFlight;
import rouse.core.state.InstanceState;
import rouse.core.state.Module;
import rouse.core.state.Verb;
import rouse.core.text.Words;

/** Sends commands: each with a new incarnation, a deadline, and its number within the budget. */
public final class Orders {
  /** What an executor has besides the module's own startup or grace time. */
  static final Duration SLACK = Duration.ofSeconds(30);

  private Orders() {}

  /** The command that brings an instance back, whatever is left of it. */
  static Verb verbFor(InstanceState i) {
    return i.seen().observed().mayHang() ? Verb.REPLACE : Verb.ENSURE_RUNNING;
  }

  static String nextCommandId(InstanceState i, Verb verb) {
    return verb.commandId(i.id(), i.highest() + 1);
  }

  static void start(Step step, InstanceState i, Module module, Verb verb, String reason) {
    String numbers = "";
    int attempt = 1;
    if (i.incident() != null) {
      RecoveryPolicy policy = module.spec().recovery();
      step.put(i.withAttempts(i.attemptsSince(step.at().minus(policy.within()))));
      attempt = step.get(i.id()).attempts().size() + 1;
      numbers =
          "; attempt %d of this incident, %d of %d within %s"
              .formatted(
                  i.incident().attempts() + 1,
                  attempt,
                  policy.attempts(),
                  Words.duration(policy.within()));
    }
    Instant deadline = step.at().plus(module.spec().heartbeat().startup()).plus(SLACK);
    if (verb == Verb.REPLACE) {
      replace(step, i, module, deadline, attempt, reason + numbers);
    } else {
      Command command =
          new Command.EnsureRunning(i.id(), i.highest() + 1, module.owner(), deadline);
      send(step, i, command, attempt, reason + numbers);
    }
  }

  /** What runs is stopped first, so a stop that takes its time within its grace is no failure. */
  private static void replace(
      Step step, InstanceState i, Module module, Instant deadline, int attempt, String reason) {
    Duration own = module.spec().stopGrace();
    boolean hung = i.seen().observed().hangs();
    Duration grace = hung ? RecoveryPolicy.graceWhenHung(own) : own;
    Command command =
        new Command.Replace(
            i.id(),
            i.highest() + 1,
            module.owner(),
            deadline.plus(grace),
            hung ? grace : null,
            PauseRules.isOverruled(i) ? true : null);
    String why =
        hung
            ? reason + "; it has " + Words.duration(grace) + " to stop, since it may hang"
            : reason;
    send(step, i, command, attempt, why);
  }

  static void retire(Step step, InstanceState i, Module module, String reason) {
    boolean scalingDown = step.state().modules().isWanted(i.id().module());
    Duration drain =
        scalingDown && module.spec().scale() != null
            ? module.spec().scale().drain()
            : Duration.ZERO;
    Instant deadline = step.at().plus(module.spec().stopGrace()).plus(drain).plus(SLACK);
    InFlight last = i.effort().lastCommand();
    int attempt = last != null && last.verb() == Verb.RETIRE ? last.attempt() + 1 : 1;
    Command command = new Command.Retire(i.id(), i.highest() + 1, module.owner(), deadline, drain);
    send(step, i, command, attempt, reason);
  }

  private static void send(
      Step step, InstanceState i, Command command, int attempt, String reason) {
    step.decide(
        new Decision.CommandIssued(
            Verb.of(command).commandId(i.id(), command.incarnation()),
            command,
            i.incident() == null ? null : i.incident().id(),
            attempt,
            reason));
  }
}
