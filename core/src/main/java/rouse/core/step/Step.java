package rouse.core.step;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.core.decide.Reconciler;
import rouse.core.evolve.Evolution;
import rouse.core.state.Correlation;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;

/**
 * One fact on its way through the rules, which see the state before and after it. Every decision is
 * folded into the state at once, so that the next rule sees it; an instance that was touched, and
 * those that depend on it, stand on the agenda until {@link Reconciler} has looked at them.
 */
public final class Step {
  private final PlatformState state;
  private final Instant at;
  private final String factId;
  private final boolean request;
  private final Evolution evolution;
  private final List<DecisionRecord> decisions = new ArrayList<>();
  private final Map<InstanceId, String> causes = new HashMap<>();
  private final Set<InstanceId> agenda = new LinkedHashSet<>();

  /**
   * @param request the fact is somebody's wish, and what follows belongs to it
   */
  public Step(PlatformState state, Instant at, String factId, boolean request) {
    this.state = state;
    this.at = at;
    this.factId = factId;
    this.request = request;
    this.evolution = new Evolution(state, at, factId, this::changed);
  }

  /** The state takes the fact in; false when it has done so before. */
  public boolean take(Fact fact) {
    return evolution.take(fact);
  }

  public PlatformState state() {
    return state;
  }

  /** The time of the fact. */
  public Instant at() {
    return at;
  }

  public String factId() {
    return factId;
  }

  public List<DecisionRecord> decisions() {
    return decisions;
  }

  /** What was known before the fact, and which instances it was about. */
  public Evolution evolution() {
    return evolution;
  }

  public InstanceState get(InstanceId id) {
    return state.get(id);
  }

  /** An instance as it was before the fact. */
  public InstanceState before(InstanceId id) {
    return evolution.before(id);
  }

  /** The declared module of an instance; null when nobody declared it. */
  public DeclaredModule moduleOf(InstanceState instance) {
    return state.moduleOf(instance);
  }

  /** Notes a change; who may have waited for it is looked at again. */
  private void changed(InstanceState old, InstanceState instance) {
    agenda.add(instance.id());
    if (old == null
        || !old.seen().equals(instance.seen())
        || !Objects.equals(old.effort().inFlight(), instance.effort().inFlight())
        || RollingReplacement.isSteady(old) != RollingReplacement.isSteady(instance)
        || old.isRestartPending() != instance.isRestartPending()) {
      wakeNeighbours(instance);
    }
  }

  private void wakeNeighbours(InstanceState instance) {
    String cause = causeOf(instance.id());
    String name = instance.id().module();
    for (String dependent : state.modules().dependentsOf(name)) {
      state.instancesOf(dependent).forEach(i -> enqueue(i.id(), cause));
    }
    for (String follower : state.modules().followersOf(name)) {
      state.instancesOf(follower).forEach(i -> enqueue(i.id(), cause));
    }
    DeclaredModule module = state.modules().get(instance.id().module());
    state.instancesOf(instance.id().module()).stream()
        .filter(i -> module != null && !i.id().equals(instance.id()))
        .filter(i -> RollingReplacement.isWaiting(i, state.moduleOf(i)))
        .forEach(i -> enqueue(i.id(), cause));
    if (module != null && instance.desired() == DesiredState.GONE) {
      module
          .spec()
          .dependsOn()
          .forEach(d -> state.instancesOf(d.module()).forEach(i -> enqueue(i.id(), cause)));
    }
  }

  /** Puts an instance on the agenda. */
  public void enqueue(InstanceId id, String cause) {
    causes.putIfAbsent(id, cause);
    agenda.add(id);
  }

  /** The next instance to look at; null when the agenda is done. */
  public InstanceId poll() {
    if (agenda.isEmpty()) {
      return null;
    }
    InstanceId first = agenda.iterator().next();
    agenda.remove(first);
    return first;
  }

  /** What the next decision about an instance follows from. */
  public String causeOf(InstanceId id) {
    return causes.getOrDefault(id, factId);
  }

  /** The next decision about an instance follows from this event. */
  public void causedBy(InstanceId id, String cause) {
    causes.put(id, cause);
  }

  /** What an effort that begins now belongs to when it belongs to no incident. */
  public String requestFor(InstanceState instance) {
    return requestOr(instance.effort().request());
  }

  /**
   * @param earlier what it belongs to unless the fact is a request itself; null: to what declared
   *     the platform
   */
  public String requestOr(String earlier) {
    if (request) {
      return factId;
    }
    return earlier == null ? state.header().request() : earlier;
  }

  /** A decision about an instance; it follows from the last one about the same, else the fact. */
  public DecisionRecord decide(Decision.OfInstance decision) {
    return decide(decision, requestFor(get(decision.instance())));
  }

  /**
   * A decision about an instance.
   *
   * @param forRequest what it belongs to when it belongs to no incident
   */
  public DecisionRecord decide(Decision.OfInstance decision, String forRequest) {
    String incident = Correlation.incidentOf(decision, get(decision.instance()));
    String correlation = incident == null ? forRequest : incident;
    DecisionRecord decided = add(causeOf(decision.instance()), correlation, decision);
    causes.put(decision.instance(), decided.id());
    evolution.take(decided);
    return decided;
  }

  /** What it waits for is said once; that a culprit tries again to come up is no news to it. */
  public void deferOnce(InstanceState i, String text) {
    String said = i.effort().waitsFor();
    if (said == null || !(said.equals(text) || said.startsWith(text + ","))) {
      String incident = i.incident() == null ? null : i.incident().id();
      decide(new Decision.Deferred(i.id(), incident, null, text));
    }
  }

  /** What another decider has concluded: it is recorded, and changes nothing here. */
  public void report(Fact.DecisionReported reported) {
    decisions.add(
        DecisionRecord.elsewhere(
            reported.decisionId(),
            reported.causationId(),
            reported.correlationId(),
            reported.body()));
  }

  /** A decision about the platform that follows from the fact. */
  public DecisionRecord decideForPlatform(Decision decision) {
    return decideForPlatform(decision, factId, request ? factId : null);
  }

  /** A decision about the platform. */
  public DecisionRecord decideForPlatform(Decision decision, String cause, String correlation) {
    DecisionRecord decided = add(cause, correlation, decision);
    evolution.take(decided);
    return decided;
  }

  private DecisionRecord add(String cause, String correlation, Decision decision) {
    String id = factId + "#" + (decisions.size() + 1);
    DecisionRecord decided = new DecisionRecord(id, cause, correlation, decision);
    decisions.add(decided);
    return decided;
  }
}
