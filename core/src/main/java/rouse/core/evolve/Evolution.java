package rouse.core.evolve;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleIndex;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;
import rouse.core.state.TimeShift;

/**
 * {@code evolve(state, event)}: takes in one fact, and then the decisions that follow from it.
 * Nothing else changes the state, so whoever folds the recorded events has the same state.
 */
public final class Evolution {
  /** Times of records differ by so much without a clock being set. */
  private static final Duration BORNE = Duration.ofSeconds(1);

  private final PlatformState state;
  private final Instant at;
  private final String factId;
  private final Changes changes;
  private PlatformHeader headerBefore;
  private final ModuleIndex modulesBefore;

  /** Those that an event was about, as they were before the fact. */
  private final Map<InstanceId, InstanceState> before = new LinkedHashMap<>();

  private final List<InstanceState> due = new ArrayList<>();
  private final Map<String, Boolean> declared = new LinkedHashMap<>();

  /** Told of every instance that an event was about. */
  @FunctionalInterface
  public interface Changes {
    /**
     * @param before null when it was unknown
     */
    void changed(InstanceState before, InstanceState after);
  }

  /**
   * @param at broker time of the fact's record
   */
  public Evolution(PlatformState state, Instant at, String factId, Changes changes) {
    this.state = state;
    this.at = at;
    this.factId = factId;
    this.changes = changes;
    this.headerBefore = state.header();
    this.modulesBefore = state.modules();
  }

  /** Takes in a fact and what was decided on it; one that was taken in already changes nothing. */
  public static void fold(
      PlatformState state, Instant at, String factId, Fact fact, List<DecisionRecord> decisions) {
    Evolution evolution = new Evolution(state, at, factId, (before, after) -> {});
    evolution.take(fact);
    decisions.forEach(evolution::take);
  }

  /** Takes the fact in; false when that was done before. */
  public boolean take(Fact fact) {
    if (!state.recentFacts().add(factId)) {
      return false;
    }
    followClock();
    FactEvolution.evolve(this, fact);
    return true;
  }

  /** Where log time went back, what was to come would be late by as much. */
  private void followClock() {
    Instant newest = state.recentFacts().newest();
    if (!newest.equals(Instant.MIN) && at.isBefore(newest.minus(BORNE))) {
      TimeShift back = new TimeShift(Duration.between(newest, at));
      state.put(back.of(state.header()));
      state.instances().forEach(i -> state.put(back.of(i)));
      headerBefore = state.header();
    }
    state.recentFacts().at(at);
  }

  /** Takes a decision in. What another decider concluded changes nothing here. */
  public void take(DecisionRecord decided) {
    if (!decided.elsewhere()) {
      DecisionEvolution.evolve(this, decided);
    }
  }

  public PlatformState state() {
    return state;
  }

  /** As it was before the fact. */
  public PlatformHeader headerBefore() {
    return headerBefore;
  }

  /** The modules as they were before the fact. */
  public ModuleIndex modulesBefore() {
    return modulesBefore;
  }

  /** Whether an event was about it. */
  public boolean concerns(InstanceId id) {
    return before.containsKey(id);
  }

  /** The instances that events were about, in their order. */
  public List<InstanceId> concerned() {
    return List.copyOf(before.keySet());
  }

  /** As it was before the fact. */
  public InstanceState before(InstanceId id) {
    InstanceState known = before.containsKey(id) ? before.get(id) : state.instance(id);
    return known == null ? state.get(id) : known;
  }

  /** Whose deadline or timer was due by the fact, as they were then. */
  public List<InstanceState> due() {
    return due;
  }

  /** The hosts whose declarations count from this fact on, and whether each is a wish. */
  public Map<String, Boolean> declared() {
    return declared;
  }

  Instant at() {
    return at;
  }

  String factId() {
    return factId;
  }

  InstanceState get(InstanceId id) {
    return state.get(id);
  }

  DeclaredModule moduleOf(InstanceState instance) {
    return state.moduleOf(instance);
  }

  void declare(Map<String, Boolean> hosts) {
    declared.putAll(hosts);
  }

  void isDue(InstanceState instance) {
    due.add(instance);
  }

  void put(PlatformHeader header) {
    state.put(header);
  }

  void put(InstanceState now) {
    InstanceState old = state.instance(now.id());
    if (!before.containsKey(now.id())) {
      before.put(now.id(), old);
    }
    state.put(now);
    changes.changed(old, now);
    if (now.isGone() && state.header().leaving().containsKey(now.id().module())) {
      forgetLeft();
    }
  }

  void forget(InstanceState instance) {
    state.forget(instance);
  }

  /** Of modules that are no longer declared, those are forgotten of which nothing is left. */
  void forgetLeft() {
    Map<String, DeclaredModule> leaving = new LinkedHashMap<>(state.header().leaving());
    leaving
        .keySet()
        .removeIf(name -> state.instancesOf(name).stream().allMatch(InstanceState::isGone));
    if (leaving.size() < state.header().leaving().size()) {
      put(state.header().withLeaving(leaving));
    }
  }
}
