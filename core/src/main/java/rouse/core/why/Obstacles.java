package rouse.core.why;

import static rouse.core.text.ReasonNumbers.duration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.WhyNot;
import rouse.contracts.status.WhyNot.Hold;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleIntent;
import rouse.core.state.ModuleUpdate;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.PlatformState;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.step.BootOrder;
import rouse.core.text.StatusText;

/** What holds Rouse back from doing something about an instance. */
public final class Obstacles {
  private final PlatformState state;
  private final InstanceState i;
  private final Sight sight;
  private final ObservedState seen;
  private final DeclaredModule module;
  private final List<Hold> holds = new ArrayList<>();

  /**
   * What is known besides the state of the decider.
   *
   * @param at newest time of the log that is known
   * @param observer {@code watching}, {@code blind} or {@code restoring}
   * @param lastHeard when the last beat came; null when none is known
   * @param hold the newest request to leave the module alone; null when none is remembered
   */
  public record Sight(
      @Nullable Instant at, String observer, @Nullable Instant lastHeard, @Nullable HeldBy hold) {}

  /** Who asked to leave a module alone, when, and why. */
  public record HeldBy(Instant at, @Nullable String by, @Nullable String reason) {}

  private Obstacles(PlatformState state, InstanceState i, Sight sight) {
    this.state = state;
    this.i = i;
    this.sight = sight;
    this.seen = i.seen();
    this.module = i.desired() == DesiredState.ADOPTED ? null : state.moduleOf(i);
  }

  /** Why nothing is done about the instance now, and what would have to be so. */
  public static WhyNot of(PlatformState state, InstanceState i, Sight sight) {
    Obstacles obstacles = new Obstacles(state, i, sight);
    obstacles.find();
    List<Hold> holds = obstacles.holds;
    return new WhyNot(
        i.id().toString(),
        sight.at(),
        holds.getFirst().text(),
        holds,
        Conditions.of(state, i, obstacles.module, sight.lastHeard()));
  }

  /** The same of a slot that no worker has had; empty when no number of workers is scaled there. */
  public static Optional<WhyNot> ofFreeSlot(PlatformState state, InstanceId id, Sight sight) {
    return ScalingObstacles.ofFreeSlot(state, id, sight.at());
  }

  private void hold(String kind, String text) {
    holds.add(new Hold(kind, Stories.sentence(text), null));
  }

  private void hold(String kind, String text, Instant until) {
    holds.add(new Hold(kind, Stories.sentence(text), until));
  }

  private void find() {
    wishes();
    if (holds.isEmpty() || isActing()) {
      acting();
    }
    if (i.desired() == DesiredState.RUNNING && module != null && module.isCommanded()) {
      limits();
      turns();
      life();
    } else if (i.desired() == DesiredState.ADOPTED || (module != null && !module.isCommanded())) {
      life();
    }
    if (i.desired() == DesiredState.RUNNING || i.desired() == DesiredState.GONE) {
      ScalingObstacles.of(state, i.id().module()).ifPresent(holds::add);
    }
    if (!"watching".equals(sight.observer())) {
      hold(
          "blind",
          "Rouse's observer is %s: nobody is found silent until it watches again"
              .formatted(sight.observer()));
    }
    if (holds.isEmpty()) {
      hold("next-fact", "nothing holds it back: Rouse acts at the next fact about it");
    }
  }

  private boolean isActing() {
    return i.effort().inFlight() != null;
  }

  /** What is wanted of it. */
  private void wishes() {
    if (i.desired() == DesiredState.ADOPTED) {
      hold("undeclared", "nobody declared it: Rouse shows it and commands nothing");
    } else if (state.header().isTakenDown()) {
      hold("down", "the platform was taken down; 'rouse up' brings it back");
    }
    if (i.desired() == DesiredState.GONE) {
      gone();
    } else if (i.desired() == DesiredState.HELD) {
      held();
    } else if (module == null && i.desired() == DesiredState.RUNNING) {
      hold("undeclared", "no file that Rouse knows declares its module");
    }
    if (module != null && !module.isCommanded()) {
      hold(
          "executor", "the executor of host %s looks after it by itself".formatted(module.owner()));
    }
    if (seen.isPaused() && i.desired() == DesiredState.RUNNING) {
      hold(
          "paused",
          "somebody paused its container at %s; 'docker unpause' or 'rouse restart %s' ends that"
              .formatted(seen.since(), i.id().module()));
    }
  }

  private void gone() {
    if (seen.observed() == ObservedPhase.ABSENT) {
      hold("not-wanted", "it is not wanted, and nothing of it is there");
    } else if (module != null && i.effort().waitsFor() != null) {
      hold("dependents", "it is to be stopped, but " + i.effort().waitsFor());
    } else {
      hold("not-wanted", "it is not wanted any more and is to be stopped");
    }
  }

  private void held() {
    boolean byHand = seen.observed() == ObservedPhase.STOPPED;
    if (byHand) {
      hold(
          "stopped",
          "somebody stopped its container by hand at %s; 'rouse release %s' brings it back"
              .formatted(seen.since(), i.id().module()));
    }
    if (byHand && !state.header().intent(i.id().module()).held()) {
      return;
    }
    HeldBy by = sight.hold();
    ModuleIntent intent = state.header().intent(i.id().module());
    Instant since = intent.heldSince() == null && by != null ? by.at() : intent.heldSince();
    String text =
        "it is held%s%s%s; 'rouse release %s' ends that"
            .formatted(
                since == null ? "" : " since " + since,
                by == null || by.by() == null ? "" : " by " + by.by(),
                by == null || by.reason() == null ? "" : " (" + by.reason() + ")",
                i.id().module());
    hold("held", text, intent.heldUntil());
  }

  /** A command is under way. */
  private void acting() {
    CommandInFlight command = i.effort().inFlight();
    if (command != null) {
      hold(
          "acting",
          "Rouse is acting: the outcome of %s is awaited".formatted(command.commandId()),
          command.deadline());
    }
  }

  /** Rules that keep recovery within bounds. */
  private void limits() {
    if (state.header().isSilent(module.owner())) {
      hold("host-silent", "host %s is silent, so nothing can be ordered".formatted(module.owner()));
    }
    InstanceTimer timer = i.effort().timer();
    Instant next = timer == null ? null : timer.at();
    boolean retry = timer != null && timer.kind() == InstanceTimer.Kind.RETRY;
    if (i.incident() != null && i.incident().failed() && !seen.isUp()) {
      hold(
          "failed",
          "it failed and restart: \"%s\" allows no further run; 'rouse restart %s' runs it once more"
              .formatted(module.spec().restart(), i.id().module()));
    } else if (i.incident() != null && i.incident().quarantined() && !isActing()) {
      hold(
          "quarantined",
          ("it is quarantined: %d attempts within %s are its budget; it is tried once every %s;"
                  + " 'rouse hold %s' ends that")
              .formatted(
                  module.spec().recovery().attempts(),
                  duration(module.spec().recovery().within()),
                  duration(module.spec().recovery().trial()),
                  i.id().module()),
          retry ? next : null);
    } else if (state.header().braking() != null && seen.observed() == ObservedPhase.SILENT) {
      hold(
          "brake",
          "brake: too many fell silent at once while their containers run, so none is replaced"
              + " until beats return, Docker tells of its end, or a replaced instance is heard",
          state.header().braking().lookAt());
    } else if (i.awaitsProbe()) {
      hold(
          "corroboration",
          "Docker calls it healthy: its health check is run once more, and it has a moment to be heard",
          next);
    } else if (i.awaitsTurn()) {
      hold(
          "rate",
          "rate: its host is sent so many recoveries at a time, and its turn comes later",
          next);
    } else if (retry) {
      hold(
          i.incident() == null ? "pause" : "backoff",
          i.incident() == null
              ? "its next turn has a time"
              : "backoff: attempt %d has a time; 'rouse hold %s' ends that"
                  .formatted(i.incident().attempts() + 1, i.id().module()),
          next);
    }
    if (timer != null && timer.kind() == InstanceTimer.Kind.PROBE) {
      hold("asking", "nothing is heard of it; its executor is asked, which touches nothing", next);
    }
  }

  /** Others come first. */
  private void turns() {
    boolean toStart = !seen.isUp() && seen.observed() != ObservedPhase.COMPLETED;
    if (toStart && !isActing() && !seen.isPaused()) {
      BootOrder.obstacleToStart(state, module).ifPresent(text -> hold("dependency", "it " + text));
    }
    ModuleUpdate update = state.header().update(i.id().module());
    if (update != null && update.isUnderWay()) {
      hold(
          "update",
          "its module is being updated to definition %s, %d of its instances have proved it"
              .formatted(update.to(), update.proven()));
    } else if (update != null) {
      hold(
          "update",
          "the update to definition %s failed, and is not tried again until the file changes"
              .formatted(update.to()));
    }
    String waits = i.effort().waitsFor();
    boolean said =
        holds.stream()
            .anyMatch(h -> waits != null && (h.text().contains(waits) || h.kind().equals("brake")));
    if (waits != null && !said && !isActing()) {
      hold("turn", "it " + waits);
    }
    if (i.effort().givenUp() != null && seen.isUp()) {
      hold(
          "definition",
          "definition %s could not be brought to run, so the earlier one goes on"
              .formatted(i.effort().givenUp()));
    }
  }

  /** What is seen of it. */
  private void life() {
    if (StatusText.isOutOfSight(state, i)) {
      hold("unknown", "its host is silent: that it failed is not known");
      return;
    }
    switch (seen.observed()) {
      case ALIVE -> alive();
      case STARTING -> starting();
      case COMPLETED -> hold("completed", "it has done its work and is not run again");
      case UNKNOWN ->
          hold(
              "unknown",
              "whether it lives is not known%s, and what may live is not replaced"
                  .formatted(seen.reason() == null ? "" : " (" + seen.reason() + ")"));
      case SILENT, UNHEALTHY, DEAD, STOPPED, PAUSED, ABSENT -> {
        if (module == null) {
          hold("undeclared", "it is " + StatusText.observed(state, i));
        }
      }
    }
  }

  private void alive() {
    String beat = sight.lastHeard() == null ? "" : "; its last beat came at " + sight.lastHeard();
    if (i.effort().isSettling()) {
      hold(
          "settling",
          "it is alive again, and its incident is over if it stays so",
          i.effort().timer().at());
    }
    Instant since = seen.aliveSince() == null ? seen.since() : seen.aliveSince();
    hold("alive", "it is alive since %s%s".formatted(since, beat));
    if (seen.unwell()) {
      hold("unwell", "it says of itself that it is not well, which is shown and restarts nothing");
    }
  }

  private void starting() {
    InstanceTimer timer = i.effort().timer();
    boolean proving = timer != null && timer.kind() == InstanceTimer.Kind.PROVE;
    String waits =
        seen.heard() ? "it was heard and has not proved itself yet" : "it was not heard yet";
    hold(
        "starting",
        "it runs since %s; %s".formatted(seen.since(), waits),
        proving ? timer.at() : null);
  }
}
