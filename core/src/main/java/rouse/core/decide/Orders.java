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
    Instant deadline = step.at().plus(module.spec().heartbeat().startup()).plus(SLACK);
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
    send(step, i, module, verb, deadline, Duration.ZERO, attempt, reason + numbers);
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
    send(step, i, module, Verb.RETIRE, deadline, drain, attempt, reason);
  }

  private static void send(
      Step step,
      InstanceState i,
      Module module,
      Verb verb,
      Instant deadline,
      Duration drain,
      int attempt,
      String reason) {
    long incarnation = i.highest() + 1;
    Command command = verb.command(i.id(), incarnation, module.owner(), deadline, drain);
    step.decide(
        new Decision.CommandIssued(
            verb.commandId(i.id(), incarnation),
            command,
            i.incident() == null ? null : i.incident().id(),
            attempt,
            reason));
  }
}
