package rouse.core.state;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.Incident;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.state.recovery.RecoveryProgress;
import rouse.core.state.recovery.RecoveryTurn;

/**
 * Log time went back: a broker's clock was set, or another broker leads. All that is remembered is
 * moved with it, so that whatever is due has as long to go as before, and nothing is of a time that
 * has not come.
 */
public record TimeShift(Duration by) {

  /** Null, and what was never seen, stay so. */
  private Instant of(Instant at) {
    return at == null || at.equals(Instant.EPOCH) ? at : at.plus(by);
  }

  public InstanceState of(InstanceState i) {
    return new InstanceState(
        i.id(),
        i.desired(),
        of(i.seen()),
        of(i.effort()),
        of(i.incident()),
        i.attempts().stream().map(this::of).toList(),
        i.highest(),
        i.watched(),
        i.last() == null
            ? null
            : new InstanceState.Closed(of(i.last().incident()), of(i.last().at())),
        of(i.turn()),
        i.probe() == null
            ? null
            : new HealthProbe(of(i.probe().silence()), of(i.probe().until()), i.probe().result()));
  }

  private ObservedState of(ObservedState s) {
    return new ObservedState(
        s.observed(),
        of(s.since()),
        s.incarnation(),
        s.containerId(),
        s.ip(),
        s.definition(),
        s.health(),
        s.unwell(),
        s.heard(),
        s.proven(),
        of(s.aliveSince()),
        s.reason(),
        s.run(),
        s.end());
  }

  private RecoveryProgress of(RecoveryProgress e) {
    return new RecoveryProgress(
        of(e.inFlight()),
        of(e.timer()),
        e.proving(),
        of(e.lastCommand()),
        e.waitsFor(),
        e.request(),
        e.givenUp(),
        e.restart());
  }

  private CommandInFlight of(CommandInFlight c) {
    return c == null ? null : c.until(of(c.deadline()));
  }

  private InstanceTimer of(InstanceTimer t) {
    return t == null ? null : new InstanceTimer(t.kind(), of(t.at()), t.cause(), t.again());
  }

  private Incident of(Incident i) {
    return i == null
        ? null
        : new Incident(
            i.id(),
            i.cause(),
            of(i.openedAt()),
            i.incarnation(),
            i.attempts(),
            i.quarantined(),
            i.openedBy(),
            i.relapses(),
            i.failed(),
            i.runs());
  }

  public PlatformHeader of(PlatformHeader h) {
    return new PlatformHeader(
        h.platform(),
        h.phase(),
        h.declarations(),
        h.leaving(),
        each(
            h.hosts(),
            host -> new PlatformHeader.Host(host.watched(), host.silent(), of(host.since()))),
        h.boot() == null
            ? null
            : new PlatformHeader.Boot(h.boot().host(), of(h.boot().since()), h.boot().waiting()),
        each(h.intents(), this::of),
        h.request(),
        of(h.braking()),
        each(h.updates(), this::of),
        each(h.scaling(), this::of));
  }

  private ModuleIntent of(ModuleIntent i) {
    return new ModuleIntent(
        i.replicas(), of(i.replicasUntil()), i.held(), of(i.heldUntil()), of(i.heldSince()));
  }

  private RecoveryTurn of(RecoveryTurn t) {
    return t == null ? null : new RecoveryTurn(t.host(), of(t.at()), of(t.full()), t.silent());
  }

  private Brake of(Brake brake) {
    return brake == null
        ? null
        : new Brake(
            of(brake.since()),
            of(brake.lookAt()),
            of(brake.probeAt()),
            brake.probe(),
            brake.probes(),
            brake.again());
  }

  private ModuleUpdate of(ModuleUpdate u) {
    return new ModuleUpdate(
        u.phase(),
        u.owner(),
        u.from(),
        u.fromHealthcheck(),
        u.to(),
        u.policy(),
        of(u.startedAt()),
        u.startedBy(),
        each(
            u.turns(),
            t -> new ModuleUpdate.Turn(t.incarnation(), of(t.runsSince()), of(t.provenAt()))),
        u.surges(),
        u.failure());
  }

  private ModuleScaling of(ModuleScaling s) {
    return new ModuleScaling(
        of(s.observedTo()),
        s.highs().stream().map(this::of).toList(),
        s.lows().stream().map(this::of).toList(),
        s.changes().stream().map(c -> new ModuleScaling.Change(of(c.at()), c.by())).toList(),
        s.said(),
        s.load(),
        s.last() == null
            ? null
            : new ModuleScaling.Last(s.last().decisionId(), of(s.last().at()), s.last().text()));
  }

  private ModuleScaling.Recommendation of(ModuleScaling.Recommendation r) {
    return new ModuleScaling.Recommendation(of(r.at()), r.replicas());
  }

  private static <K, V> Map<K, V> each(Map<K, V> map, UnaryOperator<V> change) {
    Map<K, V> changed = new LinkedHashMap<>(map);
    changed.replaceAll((key, value) -> change.apply(value));
    return changed;
  }
}
