package rouse.core.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import rouse.contracts.platform.InstanceId;

/**
 * All that the decider knows of one platform: a header and immutable records per instance, with
 * indices so that a fact costs what it changes and not what the platform is large. It remembers
 * what was changed, so that only that need be stored.
 */
public final class PlatformState {
  private final Map<String, TreeMap<Integer, InstanceState>> byModule = new TreeMap<>();
  private final TreeSet<Due> dues = new TreeSet<>();
  private final RecoveryTurns turns = new RecoveryTurns();
  private final RecentFacts recent = new RecentFacts();
  private final Set<InstanceId> changed = new LinkedHashSet<>();
  private final Set<InstanceId> forgotten = new LinkedHashSet<>();
  private PlatformHeader header;
  private boolean headerChanged;
  private ModuleIndex modules;

  private record Due(Instant at, InstanceId id) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : id.compareTo(other.id);
    }
  }

  private PlatformState(PlatformHeader header) {
    this.header = header;
    this.modules = ModuleIndex.of(header);
  }

  /** A platform of which nothing is known. */
  public static PlatformState empty(String platform) {
    return new PlatformState(PlatformHeader.unknown(platform));
  }

  /** As it was stored. */
  public static PlatformState restored(PlatformHeader header, Iterable<InstanceState> instances) {
    PlatformState state = new PlatformState(header);
    instances.forEach(state::put);
    state.changed.clear();
    return state;
  }

  public PlatformHeader header() {
    return header;
  }

  public ModuleIndex modules() {
    return modules;
  }

  /** Null when nothing is known of it. */
  public InstanceState instance(InstanceId id) {
    TreeMap<Integer, InstanceState> slots = byModule.get(id.module());
    return slots == null ? null : slots.get(id.slot());
  }

  /** What is known of it; of one that is met for the first time nothing is wanted yet. */
  public InstanceState get(InstanceId id) {
    InstanceState known = instance(id);
    return known == null ? InstanceState.unseen(id, DesiredState.ADOPTED) : known;
  }

  /** The module as an instance is to run it now; null when nobody declared it. */
  public DeclaredModule moduleOf(InstanceState i) {
    DeclaredModule declared = modules.get(i.id().module());
    if (i.desired() == DesiredState.ADOPTED || declared == null) {
      return null;
    }
    ModuleUpdate update = header.update(i.id().module());
    return update == null ? declared : update.moduleOf(i, declared);
  }

  /**
   * The instances of a module that are wanted, by slot; without what an update runs besides, until
   * that takes the place of another.
   */
  public List<InstanceState> wanted(String module) {
    return instancesOf(module).stream()
        .filter(i -> i.desired() == DesiredState.RUNNING || i.desired() == DesiredState.HELD)
        .filter(i -> !isSurge(i.id().module(), i.id().slot()))
        .toList();
  }

  /** Whether an update runs an instance in this slot besides those that are wanted. */
  public boolean isSurge(String module, int slot) {
    ModuleUpdate update = header.update(module);
    return update != null && update.surges().containsKey(slot);
  }

  /** The instances of a module by slot. */
  public List<InstanceState> instancesOf(String module) {
    TreeMap<Integer, InstanceState> slots = byModule.get(module);
    return slots == null ? List.of() : List.copyOf(slots.values());
  }

  /** All instances, by module and slot. */
  public List<InstanceState> instances() {
    return byModule.values().stream().flatMap(slots -> slots.values().stream()).toList();
  }

  /** Names of all modules of which an instance is known, declared or not. */
  public Set<String> knownModules() {
    return Set.copyOf(byModule.keySet());
  }

  /** For {@code core.evolve} alone. */
  public void put(PlatformHeader other) {
    if (!other.equals(header)) {
      boolean sameModules =
          other.isTakenDown() == header.isTakenDown()
              && other.declarations().equals(header.declarations())
              && other.leaving().equals(header.leaving());
      header = other;
      headerChanged = true;
      modules = sameModules ? modules : ModuleIndex.of(other);
    }
  }

  /** For {@code core.evolve} alone. */
  public void put(InstanceState instance) {
    InstanceState old =
        byModule
            .computeIfAbsent(instance.id().module(), m -> new TreeMap<>())
            .put(instance.id().slot(), instance);
    if (instance.equals(old)) {
      return;
    }
    changed.add(instance.id());
    forgotten.remove(instance.id());
    if (old != null) {
      awaitNothingOf(old);
    }
    turns.replace(old, instance);
    instance.due().ifPresent(at -> dues.add(new Due(at, instance.id())));
  }

  private void awaitNothingOf(InstanceState old) {
    old.due().ifPresent(at -> dues.remove(new Due(at, old.id())));
  }

  /** As if nothing had ever been known of it. For {@code core.evolve} alone. */
  public void forget(InstanceState instance) {
    InstanceId id = instance.id();
    TreeMap<Integer, InstanceState> slots = byModule.get(id.module());
    InstanceState old = slots.remove(id.slot());
    awaitNothingOf(old);
    turns.replace(old, null);
    if (slots.isEmpty()) {
      byModule.remove(id.module());
    }
    changed.remove(id);
    forgotten.add(id);
  }

  /** Nobody declared it, and of all that was heard of it nothing is left. */
  public boolean isUnknown() {
    return byModule.isEmpty() && header.equals(PlatformHeader.unknown(header.platform()));
  }

  /** When the earliest timer or deadline is due, or something that an operator wants ends. */
  public Optional<Instant> nextDue() {
    Optional<Instant> first = dues.isEmpty() ? Optional.empty() : Optional.of(dues.getFirst().at());
    return Stream.of(
            first, header.intentEnds(), header.updateDue(), header.bootEnds(), header.brakeDue())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /** Whose timer or deadline is due, the earliest first. */
  public List<InstanceId> dueAt(Instant at) {
    List<InstanceId> ids = new ArrayList<>();
    for (Due due : dues) {
      if (due.at().isAfter(at)) {
        break;
      }
      ids.add(due.id());
    }
    return ids;
  }

  /** Who was recovered lately or will be, and who fell silent. */
  public RecoveryTurns turns() {
    return turns;
  }

  public RecentFacts recentFacts() {
    return recent;
  }

  /** The instances that changed since the last call. */
  public List<InstanceState> takeChangedInstances() {
    List<InstanceState> taken = changed.stream().map(this::instance).toList();
    changed.clear();
    return taken;
  }

  /** The instances that were forgotten since the last call. */
  public Set<InstanceId> takeForgotten() {
    Set<InstanceId> taken = Set.copyOf(forgotten);
    forgotten.clear();
    return taken;
  }

  /** Whether the header changed since the last call. */
  public boolean takeHeaderChanged() {
    boolean was = headerChanged;
    headerChanged = false;
    return was;
  }
}
