package rouse.core.decide;

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
import rouse.core.state.Correlation;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.Evolution;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;

/**
 * One fact on its way through the rules. Every decision changes the state at once, so that the next
 * rule sees it; an instance that was touched, and those that depend on it, stand on the agenda
 * until {@link Reconciler} has looked at them.
 */
public final class Step {
  private final PlatformState state;
  private final Instant at;
  private final String factId;
  private final boolean request;
  private final List<DecisionRecord> decisions = new ArrayList<>();
  private final Map<InstanceId, String> causes = new HashMap<>();
  private final Set<InstanceId> agenda = new LinkedHashSet<>();

  /**
   * @param request the fact is somebody's wish, and what follows belongs to it
   */
  Step(PlatformState state, Instant at, String factId, boolean request) {
    this.state = state;
    this.at = at;
    this.factId = factId;
    this.request = request;
  }

  PlatformState state() {
    return state;
  }

  /** The time of the fact. */
  Instant at() {
    return at;
  }

  String factId() {
    return factId;
  }

  List<DecisionRecord> decisions() {
    return decisions;
  }

  /** What is known of an instance; one that is met for the first time is wanted by nobody yet. */
  InstanceState get(InstanceId id) {
    InstanceState known = state.instance(id);
    return known == null ? InstanceState.unseen(id, DesiredState.ADOPTED) : known;
  }

  /** The declared module of an instance; null when nobody declared it. */
  DeclaredModule moduleOf(InstanceState instance) {
    return instance.desired() == DesiredState.ADOPTED ? null : state.moduleOf(instance);
  }

  /** Notes a change; who may have waited for it is looked at again. */
  void put(InstanceState instance) {
    InstanceState old = state.instance(instance.id());
    state.put(instance);
    agenda.add(instance.id());
    if (old == null
        || !old.seen().equals(instance.seen())
        || !Objects.equals(old.effort().inFlight(), instance.effort().inFlight())
        || RollingReplacement.isSteady(old) != RollingReplacement.isSteady(instance)
        || RestartRequests.isPending(old) != RestartRequests.isPending(instance)) {
      wakeNeighbours(instance);
    }
    if (old != null) {
      DependentRestarts.notice(this, old, instance);
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
  void enqueue(InstanceId id, String cause) {
    causes.putIfAbsent(id, cause);
    agenda.add(id);
  }

  /** The next instance to look at; null when the agenda is done. */
  InstanceId poll() {
    if (agenda.isEmpty()) {
      return null;
    }
    InstanceId first = agenda.iterator().next();
    agenda.remove(first);
    return first;
  }

  /** What the next decision about an instance follows from. */
  String causeOf(InstanceId id) {
    return causes.getOrDefault(id, factId);
  }

  /** The next decision about an instance follows from this event. */
  void causedBy(InstanceId id, String cause) {
    causes.put(id, cause);
  }

  /** What an effort that begins now belongs to when it belongs to no incident. */
  String requestFor(InstanceState instance) {
    if (request) {
      return factId;
    }
    String earlier = instance.effort().request();
    return earlier == null ? state.header().request() : earlier;
  }

  /** A decision about an instance; it follows from the last one about the same, else the fact. */
  DecisionRecord decide(Decision.OfInstance decision) {
    InstanceState before = get(decision.instance());
    String incident = Correlation.incidentOf(decision, before);
    String correlation = incident == null ? requestFor(before) : incident;
    DecisionRecord decided = add(causeOf(decision.instance()), correlation, decision);
    causes.put(decision.instance(), decided.id());
    state.put(Evolution.evolve(state.header(), before, decision, at));
    put(Evolution.evolve(get(decision.instance()), decided, at, requestFor(before)));
    return decided;
  }

  /** What it waits for is said once; that a culprit tries again to come up is no news to it. */
  void deferOnce(InstanceState i, String text) {
    String said = i.effort().waitsFor();
    if (said == null || !(said.equals(text) || said.startsWith(text + ","))) {
      String incident = i.incident() == null ? null : i.incident().id();
      decide(new Decision.Deferred(i.id(), incident, null, text));
    }
  }

  /** What another decider has concluded: it is recorded, and changes nothing here. */
  void report(Fact.DecisionReported reported) {
    decisions.add(
        DecisionRecord.elsewhere(
            reported.decisionId(),
            reported.causationId(),
            reported.correlationId(),
            reported.body()));
  }

  /** A decision about the platform that follows from the fact. */
  DecisionRecord decideForPlatform(Decision decision) {
    return decideForPlatform(decision, factId, request ? factId : null);
  }

  /** A decision about the platform. */
  DecisionRecord decideForPlatform(Decision decision, String cause, String correlation) {
    DecisionRecord decided = add(cause, correlation, decision);
    state.put(Evolution.evolve(state.header(), decided, at));
    return decided;
  }

  private DecisionRecord add(String cause, String correlation, Decision decision) {
    String id = factId + "#" + (decisions.size() + 1);
    DecisionRecord decided = new DecisionRecord(id, cause, correlation, decision);
    decisions.add(decided);
    return decided;
  }
}
