package rouse.core.step;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.core.evolve.Timers;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.CommandKind;
import rouse.core.text.ReasonNumbers;

/** Sends commands: each with a new incarnation, a deadline, and its number within the budget. */
public final class CommandFactory {
  private CommandFactory() {}

  /** The command that brings an instance back, whatever is left of it. */
  public static CommandKind verbFor(InstanceState i) {
    return i.seen().observed().mayHang() ? CommandKind.REPLACE : CommandKind.ENSURE_RUNNING;
  }

  public static String nextCommandId(InstanceState i, CommandKind verb) {
    return verb.commandId(i.id(), i.highest() + 1);
  }

  public static void start(
      Step step, InstanceState i, DeclaredModule module, CommandKind verb, String reason) {
    start(step, i, module, verb, reason, step.requestFor(i));
  }

  /**
   * @param request what it belongs to when it belongs to no incident
   */
  public static void start(
      Step step,
      InstanceState i,
      DeclaredModule module,
      CommandKind verb,
      String reason,
      String request) {
    String numbers = "";
    int attempt = 1;
    if (i.incident() != null) {
      RecoveryPolicy policy = module.spec().recovery();
      attempt = i.attemptsSince(step.at().minus(policy.within())).size() + 1;
      numbers =
          "; attempt %d of this incident, %d of %d within %s"
              .formatted(
                  i.incident().attempts() + 1,
                  attempt,
                  policy.attempts(),
                  ReasonNumbers.duration(policy.within()));
    }
    Instant deadline = step.at().plus(module.spec().heartbeat().startup()).plus(Timers.SLACK);
    if (verb == CommandKind.REPLACE) {
      replace(step, i, module, deadline, attempt, reason + numbers, request);
    } else {
      Command command =
          new Command.EnsureRunning(
              i.id(), i.highest() + 1, module.owner(), deadline, named(step, module));
      send(step, i, command, attempt, reason + numbers, request);
    }
  }

  /** What runs is stopped first, so a stop that takes its time within its grace is no failure. */
  private static void replace(
      Step step,
      InstanceState i,
      DeclaredModule module,
      Instant deadline,
      int attempt,
      String reason,
      String request) {
    Duration own = module.spec().stopGrace();
    boolean hung = i.seen().observed().hangs();
    Duration grace = hung ? RecoveryPolicy.graceWhenHung(own) : own;
    Command command =
        new Command.Replace(
            i.id(),
            i.highest() + 1,
            module.owner(),
            deadline.plus(grace).plus(Objects.requireNonNullElse(drainOf(module), Duration.ZERO)),
            hung ? grace : null,
            i.isPauseOverruled() ? true : null,
            named(step, module),
            drainOf(module),
            hung ? accusationOf(step, i, module) : null);
    String why =
        hung
            ? reason + "; it has " + ReasonNumbers.duration(grace) + " to stop, since it may hang"
            : reason;
    send(step, i, command, attempt, why, request);
  }

  /** Null: it goes whatever it does, for somebody wants that or has reported it. */
  private static Command.Accusation accusationOf(
      Step step, InstanceState i, DeclaredModule module) {
    boolean wished = i.incident() == null || i.isRestartPending() || i.definitionDiffers(module);
    if (wished) {
      return null;
    }
    String of =
        i.seen().observed() == ObservedPhase.UNHEALTHY
            ? Command.Accusation.UNHEALTHY
            : Command.Accusation.SILENT;
    return new Command.Accusation(of, step.at());
  }

  /** Null: that of the platform file, which is the only one unless the module was changed. */
  private static String named(Step step, DeclaredModule module) {
    boolean changed = step.state().header().update(module.spec().name()) != null;
    return changed ? module.spec().definition() : null;
  }

  private static Duration drainOf(DeclaredModule module) {
    return module.spec().scale() == null ? null : module.spec().scale().drain();
  }

  public static void retire(Step step, InstanceState i, DeclaredModule module, String reason) {
    boolean scalingDown = step.state().modules().isWanted(i.id().module());
    Duration drain =
        scalingDown && module.spec().scale() != null
            ? module.spec().scale().drain()
            : Duration.ZERO;
    Instant deadline = step.at().plus(module.spec().stopGrace()).plus(drain).plus(Timers.SLACK);
    CommandInFlight last = i.effort().lastCommand();
    int attempt = last != null && last.verb() == CommandKind.RETIRE ? last.attempt() + 1 : 1;
    Command command = new Command.Retire(i.id(), i.highest() + 1, module.owner(), deadline, drain);
    send(step, i, command, attempt, reason, step.requestFor(i));
  }

  private static void send(
      Step step, InstanceState i, Command command, int attempt, String reason, String request) {
    step.decide(
        new Decision.CommandIssued(
            CommandKind.of(command).commandId(i.id(), command.incarnation()),
            command,
            i.incident() == null ? null : i.incident().id(),
            attempt,
            reason),
        request);
  }
}
