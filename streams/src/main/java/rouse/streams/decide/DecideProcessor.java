package rouse.streams.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.IncidentView;
import rouse.core.decide.Decider;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;
import rouse.core.status.AnnouncedWorkers;
import rouse.streams.clock.BrokerClock;
import rouse.streams.clock.WakeUp;

/**
 * Runs the decider on a partition's platforms. Their state lives in memory and in changelogged
 * stores: a fact writes what it changed, and {@link #init} reads it all back, after a restart, a
 * rebalance, or an aborted transaction.
 */
final class DecideProcessor implements Processor<String, Envelope<Fact>, Object, Object> {
  static final String NAME = "decide";
  private static final Logger LOG = LoggerFactory.getLogger(DecideProcessor.class);
  private static final Duration UNREAD = Duration.ofSeconds(1);
  static final Duration SETTLED = Duration.ofSeconds(1);
  private static final Duration EXPIRY_GRAIN = Duration.ofMinutes(1);

  private final DecideSettings settings;
  private final RecoveryMeters meters;
  private final Map<String, PlatformState> states = new HashMap<>();
  private final Map<String, AnnouncedWorkers> workers = new HashMap<>();
  private final Map<String, Instant> timeSent = new HashMap<>();
  private final BrokerClock brokerClock = new BrokerClock();
  private ProcessorContext<Object, Object> context;
  private List<RevertibleStore<?>> stores;
  private RevertibleStore<PlatformHeader> platforms;
  private RevertibleStore<InstanceState> instances;
  private RevertibleStore<EventEntry> entries;
  private RevertibleStore<EventJournal.Place> order;
  private RevertibleStore<IncidentView> incidents;
  private EventJournal events;
  private DecideJournal journal;
  private DecideOutputs outputs;
  private WakeUp timers;

  DecideProcessor(DecideSettings settings, RecoveryMeters meters) {
    this.settings = settings;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    platforms = new RevertibleStore<>(context.getStateStore(DecideStores.PLATFORMS));
    instances = new RevertibleStore<>(context.getStateStore(DecideStores.INSTANCES));
    entries = new RevertibleStore<>(context.getStateStore(DecideStores.EVENTS));
    order = new RevertibleStore<>(context.getStateStore(DecideStores.ORDER));
    incidents = new RevertibleStore<>(context.getStateStore(DecideStores.INCIDENTS));
    stores = List.of(platforms, instances, entries, order, incidents);
    outputs = new DecideOutputs(context);
    readJournal();
    states.clear();
    workers.clear();
    timeSent.clear();
    try (KeyValueIterator<String, PlatformHeader> all = platforms.all()) {
      all.forEachRemaining(entry -> states.put(entry.key, stored(entry.key)));
    }
    events.forEachFact(
        (platform, fact) -> {
          stateOf(platform).recentFacts().add(fact.id());
          stateOf(platform).recentFacts().at(fact.at());
        });
    timers = new WakeUp(context, this::announceDueTimers);
    states.keySet().forEach(this::awaitTimers);
    // What was declared before names were written, or whose names were lost, is not declared again.
    Cancellable[] once = new Cancellable[1];
    once[0] =
        context.schedule(
            SETTLED,
            PunctuationType.WALL_CLOCK_TIME,
            now -> {
              once[0].cancel();
              states.values().stream()
                  .flatMap(state -> outputs.names(state).stream())
                  .forEach(outputs::send);
            });
    context.schedule(
        EXPIRY_GRAIN,
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          events.expire(Instant.ofEpochMilli(now), settings.retention());
          stores.forEach(RevertibleStore::keep);
        });
  }

  private void readJournal() {
    events = new EventJournal(entries, order, settings.events());
    journal = new DecideJournal(events, new IncidentJournal(incidents, settings.incidents()));
  }

  @Override
  public void process(Record<String, Envelope<Fact>> record) {
    Envelope<Fact> fact = record.value();
    Instant at = Instant.ofEpochMilli(record.timestamp());
    if (fact.body() instanceof Fact.TimePassed) {
      timeRead(record.key(), fact.time(), at);
    }
    decide(record, fact, at);
    awaitTimers(record.key());
  }

  /** What another process sent tells nothing of our clock. */
  private void timeRead(String platform, Instant written, Instant at) {
    if (written.equals(timeSent.remove(platform))) {
      brokerClock.readBack(at, written, Instant.ofEpochMilli(context.currentSystemTimeMs()));
    }
  }

  private void decide(Record<String, Envelope<Fact>> record, Envelope<Fact> fact, Instant at) {
    PlatformState state = stateOf(record.key());
    if (state.recentFacts().contains(fact.id())) {
      return;
    }
    List<DecideOutputs.Output> made = new ArrayList<>();
    workers.computeIfAbsent(record.key(), platform -> AnnouncedWorkers.of(state));
    List<DecisionRecord> decided;
    try {
      decided = Decider.decide(state, at, fact.id(), fact.body());
      journal.write(fact, decided, state, at, outputs);
      List<String> hosts = new ArrayList<>(state.header().hosts().keySet());
      decided.forEach(d -> made.addAll(outputs.of(d, hosts, at)));
      if (fact.body() instanceof Fact.PlatformDeclared) {
        made.addAll(outputs.names(state));
      }
      made.addAll(store(record.key(), state));
    } catch (RuntimeException e) {
      LOG.error("cannot decide on {} {}: nothing of it stays", fact.type(), fact.id());
      undo(record.key(), state);
      throw e;
    }
    stores.forEach(RevertibleStore::keep);
    made.forEach(outputs::send);
    decided.forEach(d -> meters.decided(fact, at, d.body(), this::incident));
    if (!made.isEmpty()) {
      context.commit();
    }
  }

  /**
   * A fact that no rule can bear must not stop the platform, nor leave half of itself behind. The
   * last catch around all records sends it to the dead letters.
   */
  private void undo(String platform, PlatformState half) {
    stores.forEach(RevertibleStore::revert);
    readJournal();
    PlatformState undone = stored(platform);
    undone.recentFacts().addAll(half.recentFacts());
    states.put(platform, undone);
    workers.remove(platform);
  }

  /**
   * The instances before the header, which readers read first: a declaration without its instances
   * would look like a platform all of whose modules are alive.
   *
   * @return what load balancers are told of it
   */
  private List<DecideOutputs.Output> store(String platform, PlatformState state) {
    Set<InstanceId> forgotten = state.takeForgotten();
    forgotten.forEach(id -> instances.delete(id.toString()));
    if (!forgotten.isEmpty() && state.isUnknown()) {
      platforms.delete(platform);
      states.remove(platform);
      workers.remove(platform);
      return List.of();
    }
    List<InstanceState> changed = state.takeChangedInstances();
    changed.forEach(i -> instances.put(i.id().toString(), i));
    boolean headerChanged = state.takeHeaderChanged();
    if (headerChanged || platforms.get(platform) == null) {
      platforms.put(platform, state.header());
    }
    return workers.get(platform).follow(state, changed, forgotten, headerChanged).stream()
        .map(announcement -> outputs.announcement(platform, announcement))
        .toList();
  }

  private IncidentView incident(String incidentId) {
    return incidents.get(IncidentJournal.key(incidentId));
  }

  private PlatformState stateOf(String platform) {
    return states.computeIfAbsent(platform, PlatformState::empty);
  }

  private PlatformState stored(String platform) {
    PlatformHeader header = platforms.get(platform);
    if (header == null) {
      return PlatformState.empty(platform);
    }
    List<InstanceState> known = new ArrayList<>();
    // '0' follows '/', so this ends where the platform's keys end.
    try (KeyValueIterator<String, InstanceState> range =
        instances.range(platform + "/", platform + "0")) {
      range.forEachRemaining(entry -> known.add(entry.value));
    }
    return PlatformState.restored(header, known);
  }

  /**
   * Announces each due time once, when the log's clock shows it, and again if it was not read
   * within a second.
   */
  private void announceDueTimers(Instant now) {
    states.forEach(
        (platform, state) -> {
          if (announceAt(platform).filter(at -> !at.isAfter(now)).isPresent()) {
            timeSent.put(platform, now);
            outputs.timePassed(platform, state.nextDue().orElseThrow(), now);
            context.commit();
          }
          awaitTimers(platform);
        });
  }

  private void awaitTimers(String platform) {
    announceAt(platform).ifPresent(timers::by);
  }

  private Optional<Instant> announceAt(String platform) {
    Instant sent = timeSent.get(platform);
    PlatformState state = states.get(platform);
    return state == null
        ? Optional.empty()
        : state
            .nextDue()
            .map(brokerClock::hostTime)
            .map(due -> sent == null || due.isAfter(sent.plus(UNREAD)) ? due : sent.plus(UNREAD));
  }
}
