package rouse.core.evolve;

import java.time.Instant;
import java.util.Map;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleUpdate;
import rouse.core.state.PlatformHeader;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.CommandKind;

/** What events change in the updates of a platform's modules. */
public final class UpdateEvolution {
  /** How the reason begins when a deadline was read late, and is given once more. */
  public static final String READ_LATE = "must prove once more that it lives: ";

  private UpdateEvolution() {}

  /** What a decision about the platform changes. */
  static PlatformHeader evolve(PlatformHeader header, DecisionRecord decided, Instant at) {
    return switch (decided.body()) {
      case Decision.UpdateStarted u ->
          header.with(
              u.module(),
              new ModuleUpdate(
                  ModuleUpdate.Phase.UPDATING,
                  ownerOf(header, u.module()),
                  u.from(),
                  u.fromHealthcheck(),
                  u.to(),
                  u.policy(),
                  at,
                  decided.id(),
                  Map.of(),
                  Map.of(),
                  null));
      case Decision.UpdateCompleted u -> header.with(u.module(), (ModuleUpdate) null);
      case Decision.UpdateRolledBack u ->
          ended(
              header, u.module(), ModuleUpdate.Phase.ROLLED_BACK, u.instance().slot(), u.reason());
      case Decision.UpdatePaused u ->
          ended(header, u.module(), ModuleUpdate.Phase.PAUSED, u.instance().slot(), u.reason());
      default -> header;
    };
  }

  private static String ownerOf(PlatformHeader header, String module) {
    return header.modules().get(module).owner();
  }

  private static PlatformHeader ended(
      PlatformHeader header, String module, ModuleUpdate.Phase phase, int slot, String reason) {
    ModuleUpdate update = header.update(module);
    ModuleUpdate.Turn turn = update.turns().get(slot);
    long incarnation = turn == null ? 0 : turn.incarnation();
    String lines = update.failure() == null ? null : update.failure().lastLines();
    return header.with(
        module, update.in(phase, new ModuleUpdate.Failure(slot, incarnation, reason, lines)));
  }

  /** What a decision about an instance changes in the update of its module. */
  static PlatformHeader evolve(
      PlatformHeader header, InstanceState before, Decision.OfInstance body, Instant at) {
    String module = body.instance().module();
    ModuleUpdate update = header.update(module);
    if (update == null) {
      return header;
    }
    int slot = body.instance().slot();
    ModuleUpdate.Turn turn = update.turns().get(slot);
    ModuleUpdate changed =
        switch (body) {
          case Decision.CommandIssued c -> ordered(update, slot, c);
          case Decision.SurgeAdded s -> update.surging(slot, s.relieves().slot());
          case Decision.SlotRelieved s -> update.without(slot);
          case Decision.WatchBegun w ->
              turn != null && turn.runsSince() == null && w.incarnation() >= turn.incarnation()
                  ? update.with(slot, new ModuleUpdate.Turn(turn.incarnation(), at, null))
                  : update;
          case Decision.Deferred d ->
              turn != null && d.reason().startsWith(READ_LATE)
                  ? update.with(slot, new ModuleUpdate.Turn(turn.incarnation(), at, null))
                  : update;
          // Nobody judges it until it is watched again.
          case Decision.WatchEnded w ->
              turn != null && !turn.isProven()
                  ? update.with(slot, new ModuleUpdate.Turn(turn.incarnation(), null, null))
                  : update;
          case Decision.InstanceAlive a -> proven(update, slot, a.incarnation(), at);
          case Decision.InstanceCompleted c -> proven(update, slot, c.incarnation(), at);
          case Decision.AttemptFailed f ->
              isStart(before) ? failed(update, slot, f.reason(), at) : update;
          case Decision.IncidentOpened o -> failed(update, slot, o.reason(), at);
          case Decision.IncidentReopened r -> failed(update, slot, r.reason(), at);
          default -> update;
        };
    return changed.equals(update) ? header : header.with(module, changed);
  }

  private static boolean isStart(InstanceState before) {
    CommandInFlight command = before.effort().lastCommand();
    return command != null && command.verb() != CommandKind.RETIRE;
  }

  private static ModuleUpdate ordered(
      ModuleUpdate update, int slot, Decision.CommandIssued issued) {
    String definition =
        switch (issued.command()) {
          case Command.EnsureRunning c -> c.definition();
          case Command.Replace c -> c.definition();
          case Command.Retire c -> null;
          case Command.Probe c -> null;
        };
    return update.isUnderWay() && update.to().equals(definition)
        ? update.with(slot, new ModuleUpdate.Turn(issued.command().incarnation(), null, null))
        : update;
  }

  private static ModuleUpdate proven(ModuleUpdate update, int slot, long incarnation, Instant at) {
    ModuleUpdate.Turn turn = update.turns().get(slot);
    if (!update.isUnderWay() || turn == null || incarnation < turn.incarnation()) {
      return update;
    }
    ModuleUpdate after =
        turn.isProven()
            ? update
            : update.with(slot, new ModuleUpdate.Turn(turn.incarnation(), turn.runsSince(), at));
    boolean recovered = after.failure() != null && after.failure().slot() == slot;
    return recovered ? after.failing(null) : after;
  }

  /** The first failure of an instance that was given the new definition. */
  private static ModuleUpdate failed(ModuleUpdate update, int slot, String reason, Instant at) {
    ModuleUpdate.Turn turn = update.turns().get(slot);
    boolean gone = reason.startsWith(Fact.CommandFailed.NO_DEFINITION);
    if (gone && turn == null && update.isUnderWay()) {
      // It cannot come back as it was, so its turn has come.
      return update.with(slot, new ModuleUpdate.Turn(0, null, null));
    }
    if (gone && update.phase() == ModuleUpdate.Phase.ROLLED_BACK) {
      return update.failing(new ModuleUpdate.Failure(slot, 0, reason, null));
    }
    boolean late =
        turn != null
            && turn.isProven()
            && turn.runsSince() != null
            && at.isAfter(turn.runsSince().plus(update.policy().monitor()));
    boolean first = update.failure() == null && update.isUnderWay() && turn != null && !late;
    return first
        ? update.failing(new ModuleUpdate.Failure(slot, turn.incarnation(), reason, null))
        : update;
  }

  /** The last lines of the instance that failed are remembered; nothing else follows. */
  public static PlatformHeader evolve(
      PlatformHeader header, Fact.ContainerEvidence evidence, String lastLines) {
    String module = evidence.instance().module();
    ModuleUpdate update = header.update(module);
    boolean asked =
        update != null
            && update.failure() != null
            && update.failure().lastLines() == null
            && update.failure().slot() == evidence.instance().slot()
            && update.failure().incarnation() <= evidence.incarnation();
    if (!asked) {
      return header;
    }
    ModuleUpdate.Failure failure = update.failure();
    return header.with(
        module,
        update.failing(
            new ModuleUpdate.Failure(
                failure.slot(), failure.incarnation(), failure.reason(), lastLines)));
  }
}
