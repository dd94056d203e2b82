package rouse.streams.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import rouse.contracts.event.Event;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.core.state.InstanceState;
import rouse.core.state.Layouts;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;
import rouse.core.status.StatusViews;
import rouse.core.why.Obstacles;
import rouse.streams.outlet.LayoutSerde;

/**
 * Reads what the decider has stored; of the partitions that live in this process. Whoever asks for
 * a platform asks where its key lives: {@code queryMetadataForKey(PLATFORMS, platform, …)}.
 */
public final class DecideStores {
  /** Platform to what is known of it besides its instances. */
  public static final String PLATFORMS = "decided-platforms";

  private static final String EVIDENCE = EventTypes.nameOf(Fact.ContainerEvidence.class);
  private static final String HOLDS = EventTypes.nameOf(Fact.HoldRequested.class);

  static final String INSTANCES = "decided-instances";
  static final String EVENTS = "decided-events";
  static final String ORDER = "decided-events-order";
  static final String INCIDENTS = "decided-incidents";

  private final ReadOnlyKeyValueStore<String, PlatformHeader> platforms;
  private final ReadOnlyKeyValueStore<String, InstanceState> instances;
  private final ReadOnlyKeyValueStore<String, EventEntry> events;
  private final ReadOnlyKeyValueStore<String, IncidentView> incidents;

  DecideStores(
      ReadOnlyKeyValueStore<String, PlatformHeader> platforms,
      ReadOnlyKeyValueStore<String, InstanceState> instances,
      ReadOnlyKeyValueStore<String, EventEntry> events,
      ReadOnlyKeyValueStore<String, IncidentView> incidents) {
    this.platforms = platforms;
    this.instances = instances;
    this.events = events;
    this.incidents = incidents;
  }

  /** Those that hold what is told of platforms. */
  public static final List<String> NAMES = List.of(PLATFORMS, INSTANCES, EVENTS, INCIDENTS);

  /**
   * The stores of a running application.
   *
   * @param copies also those that follow an owner elsewhere, or are being restored
   * @throws org.apache.kafka.streams.errors.InvalidStateStoreException while it starts or
   *     rebalances
   */
  public static DecideStores of(KafkaStreams streams, boolean copies) {
    return of(streams, OptionalInt.empty(), copies);
  }

  /**
   * The stores of one partition.
   *
   * @throws org.apache.kafka.streams.errors.InvalidStateStoreException as above, and when the
   *     partition lives elsewhere
   */
  public static DecideStores of(KafkaStreams streams, int partition, boolean copies) {
    return of(streams, OptionalInt.of(partition), copies);
  }

  private static DecideStores of(KafkaStreams streams, OptionalInt partition, boolean copies) {
    return new DecideStores(
        find(streams, PLATFORMS, partition, copies),
        find(streams, INSTANCES, partition, copies),
        find(streams, EVENTS, partition, copies),
        find(streams, INCIDENTS, partition, copies));
  }

  /** Names of the platforms that anything is known of. */
  public List<String> platforms() {
    List<String> names = new ArrayList<>();
    try (KeyValueIterator<String, PlatformHeader> all = platforms.all()) {
      all.forEachRemaining(entry -> names.add(entry.key));
    }
    return names;
  }

  /** A platform for {@link StatusViews}; empty when nothing is known of it. */
  public Optional<PlatformState> platform(String name) {
    PlatformHeader header = platforms.get(name);
    if (header == null) {
      return Optional.empty();
    }
    List<InstanceState> states = new ArrayList<>();
    try (KeyValueIterator<String, InstanceState> range = instances.range(name + "/", name + "0")) {
      range.forEachRemaining(entry -> states.add(entry.value));
    }
    return Optional.of(PlatformState.restored(header, states));
  }

  /** The newest incidents of a platform, the newest first. */
  public List<IncidentView> incidents(String platform, int limit) {
    List<IncidentView> views = new ArrayList<>();
    try (KeyValueIterator<String, IncidentView> range =
        incidents.reverseRange(platform + "/", platform + "0")) {
      while (range.hasNext() && views.size() < limit) {
        views.add(range.next().value);
      }
    }
    return views;
  }

  /** One incident with its timeline. */
  public Optional<IncidentView> incident(String incidentId) {
    return Optional.ofNullable(incidents.get(IncidentJournal.key(incidentId)))
        .map(incident -> incident.withEvidence(evidenceOf(incident)));
  }

  private List<IncidentView.Evidence> evidenceOf(IncidentView incident) {
    List<IncidentView.Evidence> all = new ArrayList<>();
    for (IncidentView.Entry entry : incident.timeline()) {
      Optional<Event> body =
          entry.type().equals(EVIDENCE)
              ? event(entry.id()).flatMap(EventEntry::event)
              : Optional.empty();
      if (body.orElse(null) instanceof Fact.ContainerEvidence e) {
        all.add(
            new IncidentView.Evidence(
                entry.id(),
                entry.at(),
                e.instance().toString(),
                e.incarnation(),
                e.containerId(),
                e.taken(),
                e.exitCode(),
                e.oom(),
                e.health(),
                e.log(),
                e.truncated()));
      }
    }
    return all;
  }

  /** One event: a fact, a decision, or a command by its id. */
  public Optional<EventEntry> event(String id) {
    return Optional.ofNullable(events.get(id));
  }

  /** Who wanted the module of an instance left alone; null when nobody did, or it is forgotten. */
  public Obstacles.HeldBy heldBy(PlatformState state, InstanceId id) {
    if (!state.header().intent(id.module()).held()) {
      return null;
    }
    Obstacles.HeldBy newest = null;
    try (KeyValueIterator<String, EventEntry> all = events.all()) {
      while (all.hasNext()) {
        EventEntry entry = all.next().value;
        boolean later = newest == null || entry.at().isAfter(newest.at());
        if (later
            && entry.type().equals(HOLDS)
            && entry.event().orElse(null) instanceof Fact.HoldRequested hold
            && hold.platform().equals(id.platform())
            && hold.module().equals(id.module())) {
          newest = new Obstacles.HeldBy(entry.at(), hold.by(), hold.reason());
        }
      }
    }
    return newest;
  }

  /** The decision about the last command for an instance, as far as it is still known. */
  Optional<EventEntry> lastOrder(InstanceId id) {
    return Optional.ofNullable(instances.get(id.toString()))
        .map(i -> i.effort().lastCommand())
        .flatMap(command -> event(command.decisionId()))
        .or(() -> newestOrder(id));
  }

  /** An executor that decides about a module by itself reports its commands as events alone. */
  private Optional<EventEntry> newestOrder(InstanceId id) {
    EventEntry newest = null;
    try (KeyValueIterator<String, EventEntry> all = events.all()) {
      while (all.hasNext()) {
        EventEntry entry = all.next().value;
        boolean later = newest == null || entry.at().isAfter(newest.at());
        if (later && entry.isOrderFor(id)) {
          newest = entry;
        }
      }
    }
    return Optional.ofNullable(newest);
  }

  /**
   * The chain of causes of an incident, a command, a decision or a fact by its id, or of what was
   * last done about an instance ({@code <platform>/<module>/<slot>}): its latest incident, or the
   * command that came after.
   */
  public Optional<CauseChain> why(String id) {
    return new WhyViews(this).why(id);
  }

  static Set<StoreBuilder<?>> builders() {
    return Set.of(
        inMemory(PLATFORMS, new LayoutSerde<>(Layouts.HEADER)),
        inMemory(INSTANCES, new LayoutSerde<>(Layouts.INSTANCE)),
        inMemory(EVENTS, LayoutSerde.first(EventEntry.class)),
        inMemory(ORDER, LayoutSerde.first(EventJournal.Place.class)),
        inMemory(INCIDENTS, LayoutSerde.first(IncidentView.class)));
  }

  /** In memory, since all of it is bounded; its changelog is what survives. */
  private static <V> StoreBuilder<KeyValueStore<String, V>> inMemory(String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values);
  }

  private static <V> ReadOnlyKeyValueStore<String, V> find(
      KafkaStreams streams, String name, OptionalInt partition, boolean copies) {
    StoreQueryParameters<ReadOnlyKeyValueStore<String, V>> active =
        StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<String, V>keyValueStore());
    StoreQueryParameters<ReadOnlyKeyValueStore<String, V>> store =
        copies ? active.enableStaleStores() : active;
    return streams.store(partition.isPresent() ? store.withPartition(partition.getAsInt()) : store);
  }
}
